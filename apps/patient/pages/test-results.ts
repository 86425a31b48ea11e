import { readTestResults, type TestResultSummary } from '../../../capabilities/view-record/test-results.ts';
import { h, type ReactNode } from '../view/h.ts';
import { pagination, showing, slice } from '../view/pagination.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';
import { searchBox, matches } from '../view/search.ts';

const PATH = '/my/record/test-results';

/** Test results, newest first, with a search by name. */
export const testResultsPage: RecordPage = {
  path: '/record/test-results',
  render: ({ record, query }) => {
    const all = readTestResults(record);
    const search = query.search ?? '';
    const found = all.filter((result) => matches(search, [result.title, ...result.groups.flatMap(({ lines }) => lines.map(({ name }) => name.text))]));
    const page = slice(found, query.page);
    return {
      title: 'Test results',
      crumbs: [HOME, RECORD],
      body: [
        heading('Test results'),
        all.length === 0 ? nothing('test results') : searchBox(PATH, 'Search your test results', search, found.length),
        showing(page),
        page.total > 0 ? h('ul', { key: 'list', className: 'nhsuk-list jenner-rows' }, ...page.items.map(row)) : null,
        pagination(page, PATH, search === '' ? {} : { search }),
      ],
    };
  },
};

function row({ id, title, date, tests, flagged }: TestResultSummary): ReactNode {
  return h('li', { key: id },
    h('a', { className: 'jenner-rows__link', href: `${PATH}/${id}` }, title),
    h('p', { className: 'jenner-rows__line' }, date ?? 'Date not recorded'),
    h('p', { className: 'jenner-rows__line' }, summary(tests, flagged)));
}

function summary(tests: number, flagged: number): string {
  if (tests === 0) return 'See the report';
  if (flagged === 0) return tests === 1 ? '1 test' : `${tests} tests`;
  return tests === 1 ? 'Outside the usual range' : `${tests} tests, ${flagged} outside the usual range`;
}
