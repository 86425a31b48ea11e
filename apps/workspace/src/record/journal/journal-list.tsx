import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { JournalRow } from '../model/journal-rows.ts';
import type { PatientRecord } from '../model/record.ts';
import { recallJournal, rememberJournal } from './journal-memory.ts';
import { JournalLine } from './journal-line.tsx';

/**
 * The lines of the journal; only those in sight are in the page. One tab stop: the arrow keys go from line to line,
 * Enter opens one. When the record changes, the line at the top stays where it is.
 */
export function JournalList({ record, rows, filterKey }: { record: PatientRecord; rows: readonly JournalRow[]; filterKey: string }) {
  const patientId = record.patient.id;
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => recallJournal(patientId).open);
  const [current, setCurrent] = useState<string>();
  const focusNext = useRef(false);
  const currentIndex = Math.max(0, rows.findIndex((row) => row.key === current));
  // oxlint-disable-next-line react/incompatible-library -- its functions change between renders; none is passed to a memoised component
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => (rows[index]?.kind === 'heading' ? 24 : 28),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
    initialOffset: offsetUnder(patientId, filterKey),
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return indexes.includes(currentIndex) ? indexes : [...indexes, currentIndex].sort((a, b) => a - b);
    },
  });
  useKeepPlace(rows, virtualizer);

  useEffect(() => {
    const element = box.current;
    return () => { rememberJournal(patientId, { scroll: { offset: element?.scrollTop ?? 0, filter: filterKey } }); };
  }, [patientId, filterKey]);
  useEffect(() => { rememberJournal(patientId, { open }); }, [patientId, open]);
  useEffect(() => {
    if (!focusNext.current) return;
    focusNext.current = false;
    box.current?.querySelector<HTMLElement>(`[data-row="${currentIndex}"] button`)?.focus({ preventScroll: true });
  }, [currentIndex]);

  const toggle = useCallback((key: string) => {
    setCurrent(key);
    setOpen((was) => {
      const next = new Set(was);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    if (!(event.target instanceof HTMLElement) || event.target.closest('.line-details')) return;
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const direction = step > 0 ? 1 : -1;
    let index = Number.isFinite(step) ? currentIndex + step : step > 0 ? rows.length - 1 : 0;
    while (rows[index]?.kind === 'heading') index += Number.isFinite(step) ? direction : -direction;
    const row = rows[index];
    if (!row) return;
    focusNext.current = true;
    setCurrent(row.key);
    virtualizer.scrollToIndex(index);
  }

  return (
    <div className="journal-scroll" role="presentation" ref={box} onKeyDown={onKeyDown}>
      <div role="list" aria-label="Entries, newest first" style={{ height: virtualizer.getTotalSize() }} className="journal-lines">
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return row && (
            <div
              key={key} role="listitem" aria-setsize={rows.length} aria-posinset={index + 1} className="journal-row"
              data-index={index} data-row={index} ref={virtualizer.measureElement} style={{ transform: `translateY(${start}px)` }}
            >
              <JournalLine record={record} row={row} open={open.has(row.key)} tabStop={index === currentIndex} onToggle={toggle} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Where the list was left under this filter; another filter starts at the top. */
function offsetUnder(patientId: string, filterKey: string): number {
  const { scroll } = recallJournal(patientId);
  return scroll.filter === filterKey ? scroll.offset : 0;
}

/** Keeps the line at the top of the screen there when lines are added or taken away above it. */
function useKeepPlace(rows: readonly JournalRow[], virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>) {
  const place = useRef<{ key: string; offset: number } | undefined>(undefined);
  const known = useRef(rows);
  useLayoutEffect(() => {
    if (known.current !== rows) {
      known.current = rows;
      const kept = place.current;
      const index = kept ? rows.findIndex((row) => row.key === kept.key) : -1;
      const start = index < 0 ? undefined : virtualizer.getOffsetForIndex(index, 'start')?.[0];
      if (kept && start !== undefined && kept.offset !== 0) virtualizer.scrollToOffset(start + kept.offset);
    }
    const scroll = virtualizer.scrollOffset ?? 0;
    const top = virtualizer.getVirtualItems().find((item) => item.end > scroll);
    const row = top && rows[top.index];
    place.current = top && row && scroll > 0 ? { key: row.key, offset: scroll - top.start } : undefined;
  });
}
