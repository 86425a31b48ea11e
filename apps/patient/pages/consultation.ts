import { readConsultation, type Consultation } from '../../../capabilities/view-record/consultations.ts';
import { abbreviations } from '../view/abbreviations.ts';
import { asRecorded, facts } from '../view/facts.ts';
import { entryList } from '../view/entries.ts';
import { h, type ReactNode } from '../view/h.ts';
import { heading, HOME, RECORD, type RecordPage } from '../view/record-page.ts';

const CONSULTATIONS = { href: '/my/record/consultations', text: 'Consultations' };

/** One consultation as the clinician laid it out. */
export const consultationPage: RecordPage = {
  path: '/record/consultations/:id',
  render: ({ record, id }) => {
    const consultation = readConsultation(record, id);
    if (consultation === undefined) return undefined;
    const { kind, date, parts } = consultation;
    const topics = new Set(parts.map(({ topic }) => topic));
    const onlyTopic = topics.size === 1 ? parts[0]?.topic : undefined;
    return {
      title: 'Consultation',
      crumbs: [HOME, RECORD, CONSULTATIONS],
      body: [
        heading(kind.text),
        facts(
          ['Date', date ?? 'Not recorded'],
          ['With', consultation.with],
          ['Where', consultation.where],
          ['Reason', consultation.reason],
          ['About', onlyTopic],
        ),
        ...parts.map((part, index) => [
          onlyTopic === undefined && part.topic !== undefined && part.topic !== parts[index - 1]?.topic
            ? h('h2', { key: `topic-${index}`, className: 'nhsuk-heading-m' }, part.topic) : null,
          section(part, index, onlyTopic === undefined && part.topic !== undefined ? 'h3' : 'h2'),
        ]),
        abbreviations(parts.flatMap(({ entries }) => entries)),
        asRecorded(kind),
      ],
    };
  },
};

function section({ heading: title, entries }: Consultation['parts'][number], index: number, level: 'h2' | 'h3'): ReactNode {
  return h('section', { key: index, className: 'jenner-part' },
    h(level, { className: 'nhsuk-heading-s' }, title ?? 'What was recorded'),
    entryList(entries, false));
}
