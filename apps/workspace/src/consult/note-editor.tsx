import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { useShortcut } from '../app/shortcuts.ts';
import { announce } from '../components/announcer.tsx';
import type { CodedTerm } from '../../../../capabilities/consultations/note.ts';
import { codeQuery, toggleProblem, withTerm } from './current-line.ts';
import type { DraftNote } from './note-envelope.ts';
import { useTerms } from './use-terms.ts';

const SHOWN = 8;
const NUMBERED = 6;

interface NoteEditorProps {
  ods: string;
  note: DraftNote;
  locked: boolean;
  box: RefObject<HTMLTextAreaElement | null>;
  onChange: (change: Partial<DraftNote>) => void;
}

/**
 * The note: plain lines of text. While a line may still become a term, codes for it are offered below the box;
 * nothing is put in by itself (MSP-0320). ↓ enters the list, Enter or Ctrl+1 to Ctrl+6 takes a code, Esc puts it away.
 */
export function NoteEditor({ ods, note, locked, box, onChange }: NoteEditorProps) {
  const id = useId();
  const [caret, setCaret] = useState(note.text.length);
  const [dismissed, setDismissed] = useState('');
  const moveCaret = useRef<number | undefined>(undefined);
  const query = locked ? '' : codeQuery(note.text, caret, note.picks);
  const terms = useTerms(ods, query === dismissed ? '' : query, SHOWN);
  const open = terms.length > 0;
  const [chosen, setChosen] = useState<{ of: readonly CodedTerm[]; index: number }>({ of: terms, index: -1 });
  const active = chosen.of === terms ? chosen.index : -1;

  useEffect(() => {
    if (open) announce(`${terms.length} ${terms.length === 1 ? 'code' : 'codes'}: down arrow to choose`);
  }, [open, terms]);
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

  function pick(term: CodedTerm | undefined) {
    if (!term) return;
    edit(withTerm(note.text, caret, term.display), [...note.picks.filter((one) => one.display !== term.display), term]);
    announce(`${term.display}, coded`);
    box.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!open || event.nativeEvent.isComposing) return;
    const digit = event.ctrlKey ? Number(event.key) : 0;
    if (digit >= 1 && digit <= NUMBERED) {
      event.preventDefault();
      pick(terms[digit - 1]);
    } else if (event.key === 'ArrowDown' || (event.key === 'ArrowUp' && active >= 0)) {
      event.preventDefault();
      setChosen({ of: terms, index: event.key === 'ArrowDown' ? Math.min(active + 1, terms.length - 1) : active - 1 });
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
      {open && (
        <div className="code-list">
          <div id={`${id}codes`} role="listbox" aria-label={`Codes for ${query}`}>
            {terms.map((term, index) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the note's, which keeps the focus
              <div
                key={`${term.system}|${term.code}|${term.display}`} id={`${id}code${index}`} role="option" tabIndex={-1} aria-selected={index === active} className={index === active ? 'active' : ''}
                onPointerDown={(event) => { event.preventDefault(); }} onClick={() => { pick(term); }}
              >
                <kbd className="digit" aria-hidden="true">{index < NUMBERED ? `Ctrl ${index + 1}` : ''}</kbd>
                <span>{term.display}</span> <span className="quiet">{term.code}</span>
              </div>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
