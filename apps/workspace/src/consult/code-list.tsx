import { useEffect, useRef } from 'react';
import type { OfferedTerm, OfferedTerms } from '../api/terms.ts';

/** How many of the codes shown a digit picks. */
export const NUMBERED = 6;

interface CodeListProps {
  id: string;
  query: string;
  offered: OfferedTerms;
  active: number;
  onPick: (term: OfferedTerm) => void;
  /** Absent where all that may be shown is shown. */
  onMore: (() => void) | undefined;
}

/** The codes offered for a line: nothing chosen by itself (MSP-0320), what matched beside what the concept is called, whole terms always. */
export function CodeList({ id, query, offered, active, onPick, onMore }: CodeListProps) {
  return (
    <div className="code-list">
      <div id={`${id}codes`} role="listbox" aria-label={`Codes for ${query}`}>
        {offered.terms.map((term, index) => (
          <CodeOption
            key={`${term.system}|${term.code}|${term.display}`} id={`${id}code${index}`} term={term} active={index === active}
            digit={index < NUMBERED ? index + 1 : undefined} onPick={() => { onPick(term); }}
          />
        ))}
      </div>
      <p className="code-list-foot">
        <span>{showing(offered)} {offered.demonstration ? <strong>Demonstration subset of SNOMED CT: not for clinical use.</strong> : offered.release}</span>
        {onMore && <button type="button" className="link" tabIndex={-1} onPointerDown={(event) => { event.preventDefault(); }} onClick={onMore}>Show more <kbd>Page Down</kbd></button>}
      </p>
    </div>
  );
}

interface CodeOptionProps {
  id: string;
  term: OfferedTerm;
  active: boolean;
  digit: number | undefined;
  onPick: () => void;
}

function CodeOption({ id, term, active, digit, onPick }: CodeOptionProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => { if (active) element.current?.scrollIntoView({ block: 'nearest' }); }, [active]);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the note's, which keeps the focus
    <div
      ref={element} id={id} role="option" tabIndex={-1} aria-selected={active} className={active ? 'active' : ''}
      onPointerDown={(event) => { event.preventDefault(); }} onClick={onPick}
    >
      <kbd className="digit" aria-hidden="true">{digit === undefined ? '' : `Ctrl ${digit}`}</kbd>
      <span className="term">
        {term.matched === undefined ? term.display : <>{term.matched} <span className="quiet">means</span> {term.display}</>}
        {term.inactive === true && <> <span className="tag warn">No longer in use</span></>}
      </span>{' '}
      <span className="quiet">{term.code}</span>
    </div>
  );
}

/** A search stops counting where there are very many. */
function showing({ terms, total }: OfferedTerms): string {
  return `Showing ${terms.length} of ${total > terms.length && total >= 200 ? `${total} or more` : total}.`;
}
