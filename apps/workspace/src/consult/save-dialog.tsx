import type { NoteLine } from '../../../../capabilities/consultations/note.ts';
import { Dialog } from '../components/dialog.tsx';
import type { PatientIdentity } from '../record/patient-summary.ts';
import { lineWords } from './will-be-recorded.tsx';

interface SaveDialogProps {
  identity: PatientIdentity;
  lines: readonly NoteLine[];
  onSave: () => void;
  onClose: () => void;
}

/** The last look before a note enters a record. It repeats whose record it is: that is what stops wrong-patient entries. */
export function SaveDialog({ identity, lines, onSave, onClose }: SaveDialogProps) {
  return (
    <Dialog title="Save to this record?" onClose={onClose}>
      <Whose identity={identity} />
      <p>{lines.length} {lines.length === 1 ? 'entry' : 'entries'}:</p>
      <ul className="save-lines">{lines.map((line, index) => <li key={index}>{lineWords(line)}</li>)}</ul>
      <div className="actions">
        <button type="button" className="button primary" onClick={onSave}>Save to the record</button>
        <button type="button" className="button" onClick={onClose}>Go back <kbd>Esc</kbd></button>
      </div>
    </Dialog>
  );
}

/** Name, born, NHS No.: the three that are read back before anything is signed. */
export function Whose({ identity }: { identity: PatientIdentity }) {
  return (
    <p className="whose">
      <strong>{identity.name}</strong>
      <span><span className="label">Born</span> {identity.born}{identity.age !== undefined && !identity.deceased && ` (${identity.age})`}</span>
      <span className="nowrap"><span className="label">NHS No.</span> {identity.nhsNumber}</span>
    </p>
  );
}
