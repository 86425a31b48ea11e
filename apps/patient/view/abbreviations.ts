import { Details, SummaryList } from 'nhsuk-react-components';
import { explainAbbreviations } from '../../../capabilities/view-record/abbreviations.ts';
import type { Entry } from '../../../capabilities/view-record/entry.ts';
import { h, type ReactNode } from './h.ts';

/** Explains the short forms in entries that staff wrote for each other; nothing where there are none. */
export function abbreviations(entries: readonly Entry[]): ReactNode {
  const found = explainAbbreviations(entries.flatMap(({ text, facts, name }) => [...text, ...facts, name?.text ?? '']));
  if (found.length === 0) return null;
  return h(Details, { key: 'abbreviations' },
    h(Details.Summary, null, 'What the abbreviations mean'),
    h(Details.Text, null,
      h('p', null, 'These are the usual meanings. If something does not make sense, ask your surgery.'),
      h(SummaryList, { noBorder: true, className: 'jenner-facts' }, ...found.map(({ short, meaning }) =>
        h(SummaryList.Row, { key: short }, h(SummaryList.Key, null, short), h(SummaryList.Value, null, meaning))))));
}
