import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { useShortcut } from '../app/shortcuts.ts';
import { announce } from '../components/announcer.tsx';
import type { CodedTerm } from '../../../../capabilities/consultations/note.ts';
import type { OfferedTerm } from '../api/terms.ts';
import { CodeList, NUMBERED } from './code-list.tsx';
import { codeQuery, toggleProblem, withTerm } from './current-line.ts';
import type { DraftNote } from './note-envelope.ts';
import { useTerms } from './use-terms.ts';

const SHOWN = 8;
/** Rows that each asking for more adds, up to the most a list is read to. */
const MORE = 16;
const MOST = 104;

interface NoteEditorProps {
  ods: string;
  note: DraftNote;
  locked: boolean;
  box: RefObject<HTMLTextAreaElement | null>;
  onChange: (change: Partial<DraftNote>) => void;
}

/**
 * The note: plain lines of text. While a line may still become a term, codes for it are offered below the box;
 * nothing is put in by itself (MSP-0320). ↓ enters the list, Enter or Ctrl+1 to Ctrl+6 takes a code,
 * Page Down shows more, Esc puts the list away.
 */
export function NoteEditor({ ods, note, locked, box, onChange }: NoteEditorProps) {
  const id = useId();
  const [caret, setCaret] = useState(note.text.length);
  const [dismissed, setDismissed] = useState('');
  const moveCaret = useRef<number | undefined>(undefined);
  const query = locked ? '' : codeQuery(note.text, caret, note.picks);
  const [longer, setLonger] = useState({ of: '', count: SHOWN });
  const count = longer.of === query ? longer.count : SHOWN;
  const offered = useTerms(ods, query === dismissed ? '' : query, count);
  const { terms } = offered;
  const open = terms.length > 0;
  const canGrow = offered.total > terms.length && terms.length === count && count < MOST;
  const [chosen, setChosen] = useState({ of: query, index: -1, code: '' });
  // A place means nothing in a list for other words, or where another code stands at it.
  const active = chosen.of === query && terms[chosen.index]?.code === chosen.code ? chosen.index : -1;

  useEffect(() => {
    if (open) announce(`${terms.length} of ${offered.total} ${offered.total === 1 ? 'code' : 'codes'}: down arrow to choose${offered.demonstration ? '. Demonstration subset, not for clinical use' : ''}`);
  }, [open, terms, offered.total, offered.demonstration]);
  useLayoutEffect(() => {
    const at = moveCaret.current;
    if (at === undefined) return;
    moveCaret.current = undefined;
    box.current?.setSelectionRange(at, at);
    setCaret(at);
  }, [note.text, box]);
  useShortcut('problem-line', () => {
    if (locked || document.activeElement !== box.current) return;
    edit(toggleProblem(note.text, caret));
  });

  function edit({ text, caret: at }: { text: string; caret: number }, picks?: readonly CodedTerm[]) {
    moveCaret.current = at;
    onChange({ text, ...(picks ? { picks } : {}) });
  }

  function pick(offer: OfferedTerm | undefined) {
    if (!offer) return;
    const { system, code, display, matched } = offer;
    const term: CodedTerm = { system, code, display, ...(matched === undefined ? {} : { text: matched }) };
    edit(withTerm(note.text, caret, term.display), [...note.picks.filter((one) => one.display !== term.display), term]);
    announce(`${term.display}, coded`);
    box.current?.focus();
  }

  function choose(index: number) {
    setChosen({ of: query, index, code: terms[index]?.code ?? '' });
  }

  function showMore() {
    if (canGrow) setLonger({ of: query, count: Math.min(count + MORE, MOST) });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!open || event.nativeEvent.isComposing) return;
    const digit = event.ctrlKey ? Number(event.key) : 0;
    if (digit >= 1 && digit <= NUMBERED) {
      event.preventDefault();
      pick(terms[digit - 1]);
    } else if (event.key === 'ArrowDown' || (event.key === 'ArrowUp' && active >= 0)) {
      event.preventDefault();
      if (event.key === 'ArrowDown' && active === terms.length - 1) showMore();
      choose(event.key === 'ArrowDown' ? Math.min(active + 1, terms.length - 1) : active - 1);
    } else if (event.key === 'PageDown') {
      event.preventDefault();
      showMore();
    } else if (event.key === 'Enter' && active >= 0 && !event.ctrlKey) {
      event.preventDefault();
      pick(terms[active]);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      setDismissed(query);
    }
  }

  return (
    <div className="note-editor">
      <label htmlFor={`${id}note`}>Note</label>
      <p id={`${id}hint`} className="hint">One thing per line. <span className="nowrap">bp 138/82</span>, <span className="nowrap">wt 82.5</span>, <span className="nowrap">ht 178</span>, bmi, <span className="nowrap">pulse 72</span>, <span className="nowrap">temp 37.2</span>, <span className="nowrap">sats 98</span>, <span className="nowrap">peak flow 420</span> become values. Codes are offered as you type.</p>
      <textarea
        ref={box} id={`${id}note`} rows={14} spellCheck value={note.text} readOnly={locked}
        aria-describedby={`${id}hint`} aria-autocomplete="list" aria-haspopup="listbox" aria-controls={open ? `${id}codes` : undefined}
        aria-activedescendant={open && active >= 0 ? `${id}code${active}` : undefined}
        onChange={(event) => {
          setCaret(event.target.selectionStart);
          onChange({ text: event.target.value });
        }}
        onSelect={(event) => { setCaret(event.currentTarget.selectionStart); }}
        onKeyDown={onKeyDown}
      />
      {open && <CodeList id={id} query={query} offered={offered} active={active} onPick={pick} onMore={canGrow ? showMore : undefined} />}
    </div>
  );
}
