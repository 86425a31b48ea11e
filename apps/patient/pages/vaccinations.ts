import { readVaccinations, type Vaccination } from '../../../capabilities/view-record/vaccinations.ts';
import { entryCard } from '../view/cards.ts';
import { asRecorded, facts, noteFacts, noteText } from '../view/facts.ts';
import { h, type ReactNode } from '../view/h.ts';
import { pagination, showing, slice } from '../view/pagination.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';

/** Vaccinations, newest first. */
export const vaccinationsPage: RecordPage = {
  path: '/record/vaccinations',
  render: ({ record, query }) => {
    const page = slice(readVaccinations(record), query.page);
    return {
      title: 'Vaccinations',
      crumbs: [HOME, RECORD],
      body: [
        heading('Vaccinations'),
        page.total === 0 ? nothing('vaccinations') : h('h2', { key: 'list', className: 'nhsuk-u-visually-hidden' }, 'List of vaccinations'),
        showing(page),
        ...page.items.map(vaccinationCard),
        pagination(page, '/my/record/vaccinations'),
      ],
    };
  },
};

function vaccinationCard(vaccination: Vaccination): ReactNode {
  return entryCard(vaccination.id, vaccination.name.text,
    facts(
      ['Date', vaccination.date ?? 'Not recorded'],
      ['Given', vaccination.given ? undefined : 'No, this vaccine was not given'],
      ['Reason', vaccination.whyNot],
      ['Dose number', vaccination.dose],
      ['Vaccine', vaccination.product],
      ['Batch number', vaccination.batch],
      ['Made by', vaccination.maker],
      ['Where on the body', vaccination.site],
      ['Given by', vaccination.by],
      ['Where', vaccination.where],
      ...noteFacts(vaccination.notes),
      noteText(vaccination.notes),
    ),
    asRecorded(vaccination.name));
}
