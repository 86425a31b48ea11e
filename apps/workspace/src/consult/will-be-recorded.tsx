import type { NoteLine } from '../../../../capabilities/consultations/note.ts';

interface WillBeRecordedProps {
  lines: readonly NoteLine[];
  onDecide: (line: string, decision: 'confirmed' | 'text') => void;
}

/** What the note will become in the record, line by line; what is not clear asks to be settled here. */
export function WillBeRecorded({ lines, onDecide }: WillBeRecordedProps) {
  return (
    <section className="card will-be-recorded">
      <h2>Will be recorded</h2>
      {lines.length === 0 && <p className="quiet">Nothing yet</p>}
      <ol className="recorded-lines">{lines.map((line, index) => <li key={index} className={line.kind}><Line line={line} onDecide={onDecide} /></li>)}</ol>
    </section>
  );
}

function Line({ line, onDecide }: { line: NoteLine; onDecide: WillBeRecordedProps['onDecide'] }) {
  switch (line.kind) {
    case 'text': return <><span className="tag">Text</span> <span className="text">{line.text}</span></>;
    case 'coded': return <><span className={line.problem ? 'tag strong' : 'tag'}>{line.problem ? 'Problem' : 'Coded'}</span> <strong>{line.term.display}</strong> <span className="quiet">{line.term.code}{line.term.text !== undefined && <>, picked as <q>{line.term.text}</q></>}</span> {line.note}</>;
    case 'measured': return <><span className="tag">Value</span> {line.entry.measurement.label} <strong>{valueWords(line)}</strong> {line.entry.note}</>;
    case 'ask': return (
      <div role="group" aria-label={`To settle: ${line.line}`}>
        <p><span className="tag warn">To settle</span> <strong>{line.line}</strong></p>
        <p>{line.reason}</p>
        <p className="actions">
          {line.canConfirm && <button type="button" className="button small" onClick={() => { onDecide(line.line, 'confirmed'); }}>It is right: record it</button>}
          <button type="button" className="button small" onClick={() => { onDecide(line.line, 'text'); }}>Keep as text only</button>
        </p>
      </div>
    );
  }
}

function valueWords(line: Extract<NoteLine, { kind: 'measured' }>): string {
  const { values, measurement } = line.entry;
  return `${values.map((value) => value.value).join('/')}${measurement.symbol === '%' ? '' : ' '}${measurement.symbol}`;
}

/** A line as it is said in the confirmation. */
export function lineWords(line: NoteLine): string {
  switch (line.kind) {
    case 'text': return line.text;
    case 'coded': return `${line.problem ? 'Problem: ' : ''}${line.term.display}${line.term.text === undefined ? '' : ` (picked as “${line.term.text}”)`}${line.note ? ` – ${line.note}` : ''}`;
    case 'measured': return `${line.entry.measurement.label} ${valueWords(line)}${line.entry.note ? ` – ${line.entry.note}` : ''}`;
    case 'ask': return line.line;
  }
}
