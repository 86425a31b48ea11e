import { useEffect, useId, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { announce } from '../components/announcer.tsx';
import { isApart, type Medicine } from './medicine.ts';
import { MedicineOption } from './medicine-option.tsx';
import { useFoundMedicines } from './use-medicines.ts';

/** A short list of fixed length, then all of it (MSP). */
const SHOWN = 10;
const ALL = 200;
const NUMBERED = 6;

/** What was looked for, and where in its list one was: it stands as it was on coming back from a product. */
export interface Search {
  text: string;
  packs: boolean;
  discontinued: boolean;
  all: boolean;
  code: string;
}

export const NO_SEARCH: Search = { text: '', packs: false, discontinued: false, all: false, code: '' };

interface MedicineFinderProps {
  ods: string;
  search: Search;
  onSearch: (search: Search) => void;
  onOpen: (medicine: Medicine) => void;
}

/**
 * Finds medicines of dm+d as one types: a combobox (APG). The focus stays in the box, nothing is completed in it
 * (MSP-0320) and nothing chosen by itself; ↑ and ↓ move, Enter or Ctrl+1 to Ctrl+6 open, Page Down shows all.
 */
export function MedicineFinder({ ods, search, onSearch, onOpen }: MedicineFinderProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { medicines, total, from, state, error } = useFoundMedicines(ods, { text: search.text.trim(), count: search.all ? ALL : SHOWN, packs: search.packs, discontinued: search.discontinued });
  const active = medicines.findIndex(({ code }) => code === search.code);
  const canGrow = !search.all && state === 'done' && total > medicines.length;

  useEffect(() => { input.current?.focus(); }, []);
  useEffect(() => {
    if (state === 'done') announce(medicines.length === 0 ? 'No medicine found' : `${total} ${total === 1 ? 'medicine' : 'medicines'} found, showing ${medicines.length}`);
  }, [state, medicines, total]);

  function open(medicine: Medicine | undefined) {
    if (!medicine) return;
    onSearch({ ...search, code: medicine.code });
    onOpen(medicine);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const digit = event.ctrlKey ? Number(event.key) : 0;
    if (digit >= 1 && digit <= NUMBERED) open(medicines[digit - 1]);
    else if (event.key === 'ArrowDown') onSearch({ ...search, code: medicines[Math.min(active + 1, medicines.length - 1)]?.code ?? '' });
    else if (event.key === 'ArrowUp') onSearch({ ...search, code: medicines[active - 1]?.code ?? '' });
    else if (event.key === 'PageDown') { if (canGrow) onSearch({ ...search, all: true }); }
    else if (event.key === 'Enter') {
      if (active >= 0) open(medicines[active]);
      else if (medicines.length > 0) announce('Choose with the arrow keys');
    } else return;
    event.preventDefault();
  }

  return (
    <div className="medicine-finder">
      <label htmlFor={`${id}input`}>Name, brand, strength or form: <q>amox 500 cap</q></label>
      <input
        ref={input} id={`${id}input`} type="text" role="combobox" autoComplete="off" spellCheck={false}
        aria-autocomplete="list" aria-expanded={medicines.length > 0} aria-controls={`${id}list`}
        aria-activedescendant={active >= 0 ? `${id}option${active}` : undefined}
        value={search.text} onChange={(event) => { onSearch({ ...search, text: event.target.value, all: false, code: '' }); }} onKeyDown={onKeyDown}
      />
      <p className="medicine-choices">
        <label className="check"><input type="checkbox" checked={search.packs} onChange={(event) => { onSearch({ ...search, packs: event.target.checked, all: false, code: '' }); }} /> Packs too</label>
        <label className="check"><input type="checkbox" checked={search.discontinued} onChange={(event) => { onSearch({ ...search, discontinued: event.target.checked, all: false, code: '' }); }} /> Discontinued too</label>
      </p>
      <div id={`${id}list`} role="listbox" aria-label="Medicines found" className="medicine-list">
        {medicines.map((medicine, index) => (
          <MedicineOption
            key={medicine.code} id={`${id}option${index}`} medicine={medicine} active={index === active} apart={isApart(medicine, medicines[index - 1])}
            digit={index < NUMBERED ? index + 1 : undefined} onOpen={() => { open(medicine); }}
          />
        ))}
      </div>
      <p className="medicine-foot">
        {state === 'failed' ? <span>Not searched: {error?.message}</span>
          : medicines.length > 0 ? <span>Showing {medicines.length} of {total}{state === 'searching' && ', searching…'}{search.all && total > medicines.length && '. Type more to narrow the list'}</span>
            : state === 'searching' ? <span>Searching…</span>
              : state === 'done' && <span><strong>No medicine found.</strong> Type the beginnings of words, in any order.</span>}
        {from !== '' && <strong>{from}</strong>}
        {canGrow && <button type="button" className="link" onClick={() => { onSearch({ ...search, all: true }); input.current?.focus(); }}>Show all <kbd>Page Down</kbd></button>}
      </p>
    </div>
  );
}
