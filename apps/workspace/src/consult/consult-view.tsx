import { useDeferredValue, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { CONSULTATION_KINDS } from '../../../../capabilities/consultations/build-consultation.ts';
import type { ConsultationKind } from '../../../../capabilities/consultations/build-consultation.ts';
import { readNote } from '../../../../capabilities/consultations/read-note.ts';
import { useSession } from '../app/session-context.ts';
import { useShortcut } from '../app/shortcuts.ts';
import { announce } from '../components/announcer.tsx';
import { Day } from '../components/day.tsx';
import { Dialog } from '../components/dialog.tsx';
import { useNow } from '../components/use-now.ts';
import type { PatientRecord } from '../record/model/record.ts';
import { identityOf } from '../record/patient-summary.ts';
import { DraftConflict } from './draft-conflict.tsx';
import { draftKeeperFor } from './draft-keepers.ts';
import { DraftStatus } from './draft-status.tsx';
import { noteContextOf } from './note-context.ts';
import { NoteEditor } from './note-editor.tsx';
import { RecordBeside } from './record-beside.tsx';
import { SaveDialog, Whose } from './save-dialog.tsx';
import { SaveResult } from './save-result.tsx';
import { useSaveNote } from './use-save-note.ts';
import { WillBeRecorded } from './will-be-recorded.tsx';

/** The consultation: the note on one side, what it becomes and what the record says on the other. */
export function ConsultView({ record }: { record: PatientRecord }) {
  const session = useSession();
  const keeper = draftKeeperFor(session.practice.ods, record.patient.id);
  const { note, state } = useSyncExternalStore(keeper.subscribe, keeper.view);
  const [dialog, setDialog] = useState<'save' | 'discard'>();
  const now = useNow();
  const box = useRef<HTMLTextAreaElement>(null);
  const saving = useSaveNote(session, record, keeper, note);
  const context = useMemo(() => noteContextOf(record, now), [record, now]);
  const lines = useMemo(() => readNote(note, context), [note, context]);
  const shown = useDeferredValue(lines);
  const identity = identityOf(record.patient, now);
  const locked = note.submitted || saving.state.kind === 'saving' || state.kind === 'conflict';
  const toSettle = lines.filter((line) => line.kind === 'ask').length;

  useEffect(() => { box.current?.focus(); }, []);
  useShortcut('consult', () => { box.current?.focus(); });
  useShortcut('save', trySave);

  function trySave() {
    if (locked || dialog !== undefined) return;
    if (lines.length === 0) announce('Nothing to save: the note is empty');
    else if (toSettle > 0) announce(`${toSettle} ${toSettle === 1 ? 'line has' : 'lines have'} to be settled first`);
    else setDialog('save');
  }

  return (
    <div className="consult">
      <section className="consult-note" aria-label="Note">
        <div className="view-head">
          <h1>Consult</h1>
          <label className="inline-field">Kind{' '}
            <select value={note.kind} disabled={locked} onChange={(event) => { keeper.change({ kind: kindOf(event.target.value) }); }}>
              {Object.entries(CONSULTATION_KINDS).map(([kind, { text }]) => <option key={kind} value={kind}>{text}</option>)}
            </select>
          </label>
          {note.text !== '' && <span className="quiet">Began <Day date={note.started} time /></span>}
          <DraftStatus state={state} />
        </div>
        <SaveResult state={saving.state} identity={identity} />
        {state.kind === 'conflict' && <DraftConflict ours={note} theirs={state.theirs} onResolve={(resolved, theirs) => { keeper.resolve(resolved, theirs); }} />}
        <NoteEditor ods={session.practice.ods} note={note} locked={locked} box={box} onChange={(change) => { saving.typed(); keeper.change(change); }} />
        <div className="action-bar">
          <button type="button" className="button primary" onClick={trySave} aria-disabled={locked || lines.length === 0}>Save to the record <kbd>Ctrl+Enter</kbd></button>
          {toSettle > 0 && <span className="flag" role="status">{toSettle} to settle before saving</span>}
          <span className="keys-hint"><kbd>Alt+P</kbd> makes the line a problem</span>
          {note.text !== '' && !locked && <button type="button" className="link" onClick={() => { setDialog('discard'); }}>Discard the draft</button>}
        </div>
      </section>
      <div className="consult-side">
        <WillBeRecorded lines={shown} onDecide={(line, decision) => {
          keeper.change({ decisions: { ...note.decisions, [line]: decision } });
          box.current?.focus();
        }} />
        <RecordBeside record={record} />
      </div>
      {dialog === 'save' && (
        <SaveDialog identity={identity} lines={lines} onClose={() => { setDialog(undefined); }} onSave={() => {
          setDialog(undefined);
          void saving.save(lines);
        }} />
      )}
      {dialog === 'discard' && (
        <Dialog title="Discard this draft?" onClose={() => { setDialog(undefined); }}>
          <Whose identity={identity} />
          <p>What is typed will be gone. Nothing of it is in the record.</p>
          <div className="actions">
            <button type="button" className="button" onClick={() => { setDialog(undefined); }}>Keep it</button>
            <button type="button" className="button warning" onClick={() => {
              setDialog(undefined);
              keeper.finish().then(() => { announce('Draft discarded'); }, () => { announce('The draft could not be discarded: no connection'); });
            }}>Discard</button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function kindOf(value: string): ConsultationKind {
  return value === 'telephone' || value === 'home' ? value : 'surgery';
}
