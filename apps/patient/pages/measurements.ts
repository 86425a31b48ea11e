import { Details, Table } from 'nhsuk-react-components';
import { readMeasurements, type Measurement, type MeasurementReading } from '../../../capabilities/view-record/measurements.ts';
import { entryCard } from '../view/cards.ts';
import { asRecorded } from '../view/facts.ts';
import { h, writtenText, type ReactNode } from '../view/h.ts';
import { verdictTag, verdictWords } from '../view/verdict.ts';
import { pagination, showing, slice } from '../view/pagination.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';

/** Blood pressure, weight and the like: the latest large, the earlier ones a click away. */
export const measurementsPage: RecordPage = {
  path: '/record/measurements',
  render: ({ record, query }) => {
    const page = slice(readMeasurements(record), query.page);
    return {
      title: 'Measurements',
      crumbs: [HOME, RECORD],
      body: [
        heading('Measurements'),
        page.total === 0 ? nothing('measurements') : h('h2', { key: 'list', className: 'nhsuk-u-visually-hidden' }, 'List of measurements'),
        showing(page),
        ...page.items.map(measurementCard),
        pagination(page, '/my/record/measurements'),
      ],
    };
  },
};

function measurementCard({ key, name, readings }: Measurement): ReactNode {
  const [latest, ...earlier] = readings;
  return entryCard(key, name.text,
    h('p', { className: 'jenner-reading' }, h('strong', null, latest?.value), ' ', h('span', { className: 'jenner-when' }, latest?.date ?? 'date not recorded')),
    latest?.verdict === undefined ? null : h('p', null, verdictTag(latest.verdict)),
    ...(latest?.notes ?? []).map(writtenText),
    earlier.length > 0 ? h(Details, null,
      h(Details.Summary, null, `Earlier readings (${earlier.length})`),
      h(Details.Text, null, h(Table, { caption: `Earlier readings: ${name.text}`, captionProps: { className: 'nhsuk-u-visually-hidden' } },
        h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Date'), h('th', { scope: 'col' }, 'Reading'))),
        h('tbody', null, ...earlier.map(earlierReading))))) : null,
    asRecorded(name));
}

function earlierReading({ date, value, verdict, notes }: MeasurementReading, index: number): ReactNode {
  return h('tr', { key: index },
    h('td', null, date ?? 'Not recorded'),
    h('td', null, value,
      verdict === undefined || verdict === 'within' ? null : h('span', { className: 'jenner-when' }, verdictWords(verdict)),
      ...notes.map((note) => h('span', { className: 'jenner-written' }, note))));
}
