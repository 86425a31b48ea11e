import { formatStaff } from '../../../../platform/fhir/format.ts';
import type { PatientIdentity } from '../record/patient-summary.ts';
import { Whose } from './save-dialog.tsx';
import type { SaveState } from './use-save-note.ts';

/** What became of saving the note; the confirmation repeats whose record it went into. */
export function SaveResult({ state, identity }: { state: SaveState; identity: PatientIdentity }) {
  switch (state.kind) {
    case 'idle': return null;
    case 'saving': return <p className="save-result" role="status">Saving to the record…</p>;
    case 'no answer': return <p className="save-result bad" role="alert">No answer yet: the note stays as it is until it is known whether it was saved. Still trying.</p>;
    case 'refused': return <p className="save-result bad" role="alert">Not saved: {state.message}</p>;
    case 'saved': return (
      <div className="save-result good" role="status">
        <strong>Saved at {formatStaff(state.at)?.slice(-5)} to the record of</strong> <Whose identity={identity} />
      </div>
    );
  }
}
