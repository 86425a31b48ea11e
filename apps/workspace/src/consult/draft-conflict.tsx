import { formatStaff } from '../../../../platform/fhir/format.ts';
import type { StoredDraft } from '../api/drafts.ts';
import { useNow } from '../components/use-now.ts';
import { mergeNotes, newNote, unpackNote } from './note-envelope.ts';
import type { DraftNote } from './note-envelope.ts';

interface DraftConflictProps {
  ours: DraftNote;
  /** Absent when the other window saved the note to the record, or discarded it. */
  theirs: StoredDraft | undefined;
  onResolve: (note: DraftNote, theirs: StoredDraft | undefined) => void;
}

/** Shows both versions of a note that was typed in two windows, and lets one be chosen, or both. */
export function DraftConflict({ ours, theirs, onResolve }: DraftConflictProps) {
  const now = useNow();
  const other = theirs && unpackNote(theirs.text, now);
  return (
    <section className="card warn conflict" aria-label="Two versions of this note">
      <h2>Two versions of this note</h2>
      {!other && <p>The note was saved to the record or discarded in another window. What stands here is not saved.</p>}
      <div className="versions">
        <div><h3>Here</h3><pre>{ours.text}</pre></div>
        {other && <div><h3>In the other window{theirs && `, ${formatStaff(theirs.savedAt)?.slice(-5) ?? ''}`}</h3><pre>{other.text}</pre></div>}
      </div>
      <div className="actions">
        <button type="button" className="button" onClick={() => { onResolve(other ? ours : { ...ours, id: newNote(new Date()).id, submitted: false }, theirs); }}>Keep what is here</button>
        {other && <button type="button" className="button" onClick={() => { onResolve(other, theirs); }}>Keep the other</button>}
        {other && <button type="button" className="button primary" onClick={() => { onResolve(mergeNotes(other, ours), theirs); }}>Keep both</button>}
        {!other && <button type="button" className="button" onClick={() => { onResolve(newNote(new Date()), theirs); }}>Discard what is here</button>}
      </div>
    </section>
  );
}
