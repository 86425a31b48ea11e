import type { Entry } from './entry.ts';
import type { JournalGroup } from './journal.ts';

export type JournalRow =
  | { kind: 'consultation'; key: string; entry: Entry; count: number }
  | { kind: 'heading'; key: string; text: string }
  | { kind: 'entry'; key: string; entry: Entry; depth: number; inConsultation: boolean };

/** A journal as the flat list of lines a screen draws. */
export function journalRows(groups: readonly JournalGroup[]): JournalRow[] {
  const rows: JournalRow[] = [];
  for (const group of groups) {
    const { consultation } = group;
    if (consultation) rows.push({ kind: 'consultation', key: consultation.key, entry: consultation, count: group.items.length });
    let heading: string | undefined;
    for (const item of group.items) {
      if (item.depth === 0 && item.heading !== heading) {
        heading = item.heading;
        if (heading !== undefined) rows.push({ kind: 'heading', key: `${item.entry.key}#heading`, text: heading });
      }
      rows.push({ kind: 'entry', key: item.entry.key, entry: item.entry, depth: item.depth, inConsultation: consultation !== undefined });
    }
  }
  return rows;
}
