import { readConditions, type HealthProblem } from '../../../capabilities/view-record/conditions.ts';
import { entryCard } from '../view/cards.ts';
import { asRecorded, facts, noteFacts, noteText } from '../view/facts.ts';
import { h, type ReactNode } from '../view/h.ts';
import { pagination, showing, slice } from '../view/pagination.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';

const PATH = '/my/record/conditions';

/** Health problems: those of now in full, those of the past by the page. */
export const conditionsPage: RecordPage = {
  path: '/record/conditions',
  render: ({ record, query }) => {
    const { current, past } = readConditions(record);
    const page = slice(past, query.page);
    return {
      title: 'Health problems',
      crumbs: [HOME, RECORD],
      body: [
        heading('Health problems'),
        h('h2', { key: 'current', className: 'nhsuk-heading-m' }, 'Current'),
        current.length === 0 ? nothing('current health problems') : null,
        ...current.map(problemCard),
        h('h2', { key: 'past', className: 'nhsuk-heading-m' }, 'Past'),
        past.length === 0 ? nothing('past health problems') : null,
        showing(page),
        ...page.items.map(problemCard),
        pagination(page, PATH),
      ],
    };
  },
};

function problemCard(problem: HealthProblem): ReactNode {
  return entryCard(problem.id, problem.name.text,
    facts(['Started', problem.started ?? 'Not recorded'], ['Ended', problem.ended], ...noteFacts(problem.notes), noteText(problem.notes)),
    asRecorded(problem.name));
}
