import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { announce } from '../../components/announcer.tsx';
import { filterJournal, isFiltering, searchText } from '../model/journal-filter.ts';
import type { JournalFilter } from '../model/journal-filter.ts';
import { journalOf } from '../model/journal.ts';
import type { JournalGroup } from '../model/journal.ts';
import { journalRows } from '../model/journal-rows.ts';
import type { PatientRecord } from '../model/record.ts';
import { JournalFilters } from './journal-filters.tsx';
import { recallJournal, rememberJournal } from './journal-memory.ts';
import { JournalList } from './journal-list.tsx';

/** Everything in the record, newest first, with a search over every word of it. */
export function JournalView({ record }: { record: PatientRecord }) {
  const patientId = record.patient.id;
  const page = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState<JournalFilter>(() => recallJournal(patientId).filter);
  const applied = useDeferredValue(filter);
  const journal = journalOf(record);
  const rows = useMemo(() => journalRows(filterJournal(journal, applied)), [journal, applied]);
  const filterKey = JSON.stringify([applied.words, [...applied.types], applied.author, applied.from, applied.to]);
  const total = useMemo(() => countEntries(journalRows(journal)), [journal]);
  const found = useMemo(() => countEntries(rows), [rows]);

  useEffect(() => { rememberJournal(patientId, { filter }); }, [patientId, filter]);
  useEffect(() => {
    if (!isFiltering(applied)) return undefined;
    const later = setTimeout(() => { announce(`${found} of ${total} entries`); }, 600);
    return () => { clearTimeout(later); };
  }, [applied, found, total]);
  useEffect(() => warmSearch(journal), [journal]);

  return (
    <div className="journal" ref={page}>
      <div className="view-head">
        <h1>Journal</h1>
        <span className="quiet">{isFiltering(applied) ? `${found} of ${total} entries` : `${total} entries`}</span>
      </div>
      <JournalFilters journal={journal} filter={filter} onChange={setFilter} onLeaveDown={() => { page.current?.querySelector<HTMLElement>('.journal-line[tabindex="0"]')?.focus(); }} />
      {rows.length === 0
        ? <p className="none">{total === 0 ? 'Nothing recorded' : 'No entry matches. Use fewer words, or clear the filters.'}</p>
        : <JournalList key={filterKey} record={record} rows={rows} filterKey={filterKey} />}
    </div>
  );
}

function countEntries(rows: readonly { kind: string }[]): number {
  return rows.filter((row) => row.kind !== 'heading').length;
}

/** Prepares the search while nobody is typing, a little at a time, so that the first letter is not slow. */
function warmSearch(journal: readonly JournalGroup[]): () => void {
  let group = 0;
  let timer: ReturnType<typeof setTimeout>;
  const step = () => {
    const end = performance.now() + 6;
    for (; group < journal.length && performance.now() < end; group++) {
      for (const { entry } of journal[group]?.items ?? []) searchText(entry);
    }
    if (group < journal.length) timer = setTimeout(step, 30);
  };
  timer = setTimeout(step, 200);
  return () => { clearTimeout(timer); };
}
