import { Details, InsetText, Table } from 'nhsuk-react-components';
import { readTestResults, type TestGroup, type TestLine } from '../../../capabilities/view-record/test-results.ts';
import { entryCard } from '../view/cards.ts';
import { asRecorded, facts } from '../view/facts.ts';
import { h, p, writtenText, type ReactNode } from '../view/h.ts';
import { heading, HOME, RECORD, type RecordPage } from '../view/record-page.ts';
import { verdictTag, verdictWords } from '../view/verdict.ts';

const RESULTS = { href: '/my/record/test-results', text: 'Test results' };

/** One test result: each value, where it lies, what was written about it, and the same test on other days. */
export const testResultPage: RecordPage = {
  path: '/record/test-results/:id',
  render: ({ record, id }) => {
    const result = readTestResults(record).find((candidate) => candidate.id === id);
    if (result === undefined) return undefined;
    const several = result.groups.length > 1;
    return {
      title: 'Test result',
      crumbs: [HOME, RECORD, RESULTS],
      body: [
        heading(result.title),
        facts(['Date of test', result.date ?? 'Not recorded'], ['Sample', sentenceCase(result.sample)], ['From', result.by]),
        result.comments.length > 0 ? comments('Your surgery’s comment', result.comments) : null,
        result.conclusion === undefined ? null : comments('Comment on this result', [result.conclusion]),
        result.flagged > 0 ? h(InsetText, { key: 'flagged' },
          p('A result outside the usual range does not always mean that something is wrong. If you are worried about a result, phone your surgery.')) : null,
        result.groups.length === 0 ? p('This report has no separate results. Ask your surgery if you want to know more.') : null,
        ...result.groups.map((group, index) => testGroup(group, index, several)),
      ],
    };
  },
};

function testGroup(group: TestGroup, index: number, several: boolean): ReactNode {
  const title = group.name?.text ?? (several ? 'Other tests' : 'Results');
  return h('section', { key: index },
    h('h2', { className: 'nhsuk-heading-m' }, title),
    group.comments.length > 0 ? comments('Your surgery’s comment', group.comments, 'h3') : null,
    ...group.notes.map(writtenText),
    ...group.lines.map(testLine));
}

function testLine(line: TestLine): ReactNode {
  return entryCard(line.id, line.name.text,
    line.value === undefined ? null : h('p', { className: 'jenner-reading' }, h('strong', null, line.value)),
    line.verdict === undefined ? null : h('p', null, verdictTag(line.verdict)),
    line.range === undefined ? null : p(`The usual range is ${line.range}.`),
    ...line.notes.map(writtenText),
    line.comments.length > 0 ? comments('Your surgery’s comment', line.comments, 'h4') : null,
    line.others.length > 0 ? trend(line) : null,
    asRecorded(line.name));
}

function trend({ name, others }: TestLine): ReactNode {
  return h(Details, null,
    h(Details.Summary, null, `This test on other days (${others.length})`),
    h(Details.Text, null, h(Table, { caption: `On other days: ${name.text}`, captionProps: { className: 'nhsuk-u-visually-hidden' } },
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Date'), h('th', { scope: 'col' }, 'Result'))),
      h('tbody', null, ...others.map(({ date, value, verdict }, index) => h('tr', { key: index },
        h('td', null, date ?? 'Not recorded'),
        h('td', null, value, verdict === undefined || verdict === 'within' ? null : h('span', { className: 'jenner-when' }, verdictWords(verdict)))))))));
}

function comments(title: string, texts: readonly string[], level: 'h2' | 'h3' | 'h4' = 'h2'): ReactNode {
  return h('div', { key: title, className: 'jenner-comment' }, h(level, { className: 'nhsuk-heading-xs' }, title), ...texts.map(writtenText));
}

function sentenceCase(text: string | undefined): string | undefined {
  return text === undefined ? undefined : text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}
