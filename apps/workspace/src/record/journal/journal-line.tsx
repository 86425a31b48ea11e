import { memo } from 'react';
import { Day } from '../../components/day.tsx';
import type { Entry } from '../model/entry.ts';
import type { JournalRow } from '../model/journal-rows.ts';
import type { PatientRecord } from '../model/record.ts';
import { EntryDetails } from './entry-details.tsx';

interface JournalLineProps {
  record: PatientRecord;
  row: JournalRow;
  open: boolean;
  tabStop: boolean;
  onToggle: (key: string) => void;
}

/** One line of the journal: date, type, term, value, author, source. It opens to everything the entry holds. */
export const JournalLine = memo(function JournalLine({ record, row, open, tabStop, onToggle }: JournalLineProps) {
  if (row.kind === 'heading') return <div className="journal-heading">{row.text}</div>;
  const { entry } = row;
  const consultation = row.kind === 'consultation';
  return (
    <>
      <button
        type="button" className={lineClass(row)} aria-expanded={open} tabIndex={tabStop ? 0 : -1}
        onClick={() => { onToggle(row.key); }}
      >
        <Day date={entry.date} missing="No date" />
        <span className="type">{entry.type}</span>
        <span className="what">
          <Words entry={entry} consultation={consultation} />
          {entry.hiddenFromPatient && <> <span className="tag hidden-mark">Hidden from patient</span></>}
        </span>
        <span className="who">{entry.author ?? ''}</span>
        <span className="source" title={entry.source}>{entry.source ?? ''}</span>
      </button>
      {open && <EntryDetails record={record} entry={entry} />}
    </>
  );
});

function Words({ entry, consultation }: { entry: Entry; consultation: boolean }) {
  if (entry.type === 'Comment') return <>{entry.value ?? entry.text ?? entry.term}</>;
  return (
    <>
      {consultation ? <strong>{entry.term}</strong> : <span className="term">{entry.term}</span>}
      {entry.value !== undefined && <> <strong className="value">{entry.value}</strong></>}
      {entry.text !== undefined && <span className="text"> {entry.text}</span>}
    </>
  );
}

function lineClass(row: JournalRow): string {
  if (row.kind === 'consultation') return 'journal-line consultation';
  if (row.kind === 'heading') return '';
  return `journal-line${row.inConsultation ? ' within' : ''}${row.depth > 0 ? ' part' : ''}`;
}
