import { Details, SummaryList } from 'nhsuk-react-components';
import type { Notes } from '../../../capabilities/view-record/notes.ts';
import type { PlainTerm } from '../../../capabilities/view-record/plain-english.ts';
import { h, writtenText, type ReactNode } from './h.ts';

export type Fact = readonly [label: string, value: ReactNode];

/** Label and value, one below the other on a phone. Facts without a value are left out. */
export function facts(...rows: Fact[]): ReactNode {
  const filled = rows.filter(([, value]) => value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0));
  if (filled.length === 0) return null;
  return h(SummaryList, { noBorder: true, className: 'jenner-facts' },
    ...filled.map(([label, value]) => h(SummaryList.Row, { key: label }, h(SummaryList.Key, null, label), h(SummaryList.Value, null, value))));
}

/** Qualifiers of a note as facts. */
export function noteFacts({ qualifiers }: Notes): Fact[] {
  return qualifiers.map(({ label, value }): Fact => [label, value]);
}

/** Free text of a note under its label, as a fact. */
export function noteText({ text }: Notes): Fact {
  return ['Notes', text.map((part, index) => h('span', { key: index, className: 'jenner-written' }, part))];
}

/** The surgery's own wording, for whoever wants to compare it with a letter; nothing where it is the same. */
export function asRecorded({ recorded }: Pick<PlainTerm, 'recorded'>): ReactNode {
  if (recorded === undefined) return null;
  return h(Details, null, h(Details.Summary, null, 'How your surgery recorded it'), h(Details.Text, null, writtenText(recorded)));
}
