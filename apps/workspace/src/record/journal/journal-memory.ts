import { NO_FILTER } from '../model/journal-filter.ts';
import type { JournalFilter } from '../model/journal-filter.ts';

interface JournalMemory {
  filter: JournalFilter;
  /** Where the list stood, and under which filter. */
  scroll: { offset: number; filter: string };
  open: ReadonlySet<string>;
}

/** How each patient's journal was left, for as long as the page lives. */
const memories = new Map<string, JournalMemory>();

export function recallJournal(patientId: string): JournalMemory {
  return memories.get(patientId) ?? { filter: NO_FILTER, scroll: { offset: 0, filter: '' }, open: new Set() };
}

export function rememberJournal(patientId: string, change: Partial<JournalMemory>): void {
  memories.set(patientId, { ...recallJournal(patientId), ...change });
}
