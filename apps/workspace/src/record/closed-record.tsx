import { useState } from 'react';
import { BreakGlassDialog } from '../access/break-glass-dialog.tsx';
import { useSession } from '../app/session-context.ts';
import { useShortcut } from '../app/shortcuts.ts';

/** In place of a record that is not there, or is guarded: the server does not say which. Those who may can open it for a reason. */
export function ClosedRecord({ patientId, retry }: { patientId: string; retry: () => void }) {
  const { abilities } = useSession();
  const [asking, setAsking] = useState(false);
  useShortcut('break-glass', () => { setAsking(true); }, abilities.breakGlass);
  return (
    <>
      <div className="problem-panel" role="alert">
        <h2>This record is not open to you</h2>
        <p>There is no such patient here, or the record is guarded.</p>
        <button type="button" className="button" onClick={retry}>Try again</button>
      </div>
      {abilities.breakGlass && (
        <div className="closed-record">
          <p>If the record is guarded, you can open it where you need it for the patient’s care.</p>
          <button type="button" className="button" onClick={() => { setAsking(true); }}>Open it for a reason <kbd>Alt+G</kbd></button>
        </div>
      )}
      {asking && <BreakGlassDialog title="Open a guarded record" patientId={patientId} onOpened={() => { setAsking(false); }} onClose={() => { setAsking(false); }} />}
    </>
  );
}
