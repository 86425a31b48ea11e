import { useEffect, useId, useMemo, useRef } from 'react';
import { useShortcut } from '../../app/shortcuts.ts';
import { DateField } from '../../components/date-field.tsx';
import { isFiltering, NO_FILTER } from '../model/journal-filter.ts';
import type { JournalFilter } from '../model/journal-filter.ts';
import type { JournalGroup } from '../model/journal.ts';

interface JournalFiltersProps {
  journal: readonly JournalGroup[];
  filter: JournalFilter;
  onChange: (filter: JournalFilter) => void;
  /** The arrow key leads out of the search box into the list. */
  onLeaveDown: () => void;
}

/** Words, type, author and dates; what is set is in sight, and one button clears it. */
export function JournalFilters({ journal, filter, onChange, onLeaveDown }: JournalFiltersProps) {
  const id = useId();
  const search = useRef<HTMLInputElement>(null);
  const { types, authors } = useMemo(() => choicesOf(journal), [journal]);
  const set = (change: Partial<JournalFilter>) => { onChange({ ...filter, ...change }); };
  useEffect(() => { search.current?.focus(); }, []);
  useShortcut('journal', () => { search.current?.focus(); });
  useShortcut('search-record', () => { search.current?.select(); search.current?.focus(); });
  return (
    <form className="filters" role="search" aria-label="Search the record" onSubmit={(event) => { event.preventDefault(); }}>
      <div className="filter grow">
        <label htmlFor={`${id}words`}>Words, codes or values <kbd>Alt+F</kbd></label>
        <input ref={search} id={`${id}words`} type="search" value={filter.words} onChange={(event) => { set({ words: event.target.value }); }}
          onKeyDown={(event) => { if (event.key === 'ArrowDown') onLeaveDown(); }} />
      </div>
      <div className="filter">
        <label htmlFor={`${id}type`}>Type</label>
        <select id={`${id}type`} value={[...filter.types][0] ?? ''} onChange={(event) => { set({ types: new Set(event.target.value === '' ? [] : [event.target.value]) }); }}>
          <option value="">All types</option>
          {types.map(([type, count]) => <option key={type} value={type}>{type} ({count})</option>)}
        </select>
      </div>
      <div className="filter">
        <label htmlFor={`${id}author`}>Author</label>
        <select id={`${id}author`} value={filter.author} onChange={(event) => { set({ author: event.target.value }); }}>
          <option value="">All authors</option>
          {authors.map((author) => <option key={author}>{author}</option>)}
        </select>
      </div>
      <DateField label="From" value={filter.from} onChange={(from) => { set({ from }); }} />
      <DateField label="To" value={filter.to} onChange={(to) => { set({ to }); }} />
      {isFiltering(filter) && <button type="button" className="button small" onClick={() => { onChange(NO_FILTER); search.current?.focus(); }}>Clear</button>}
    </form>
  );
}

function choicesOf(journal: readonly JournalGroup[]) {
  const types = new Map<string, number>();
  const authors = new Set<string>();
  for (const group of journal) {
    for (const entry of [...(group.consultation ? [group.consultation] : []), ...group.items.map((item) => item.entry)]) {
      types.set(entry.type, (types.get(entry.type) ?? 0) + 1);
      if (entry.author !== undefined) authors.add(entry.author);
    }
  }
  return { types: [...types].sort(([a], [b]) => a.localeCompare(b)), authors: [...authors].sort() };
}
