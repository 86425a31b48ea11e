import { useState } from 'react';
import { signOut } from '../api/session.ts';
import { hasUnsavedDraft } from '../consult/draft-keepers.ts';
import { Dialog } from '../components/dialog.tsx';
import { FindPatient } from '../find-patient/find-patient.tsx';
import type { LiveState } from '../live/live-changes.ts';
import { ROLE_WORDS } from './role-words.ts';
import { useSession } from './session-context.ts';
import { settings, useSettings } from './settings.ts';

interface AppBarProps {
  live: LiveState;
  onHelp: () => void;
  onMedicines: () => void;
  onLock: () => void;
  onOwn: () => void;
  onSignedOut: () => void;
}

const LIVE_WORDS = { live: 'Live', connecting: 'Connecting…', reconnecting: 'Reconnecting…' } as const;

/** The bar at the top: the search box that is always there, the state of the live line, and who is signed in. */
export function AppBar({ live, onHelp, onMedicines, onLock, onOwn, onSignedOut }: AppBarProps) {
  const { practice, user, abilities } = useSession();
  const { size } = useSettings();
  const [leaving, setLeaving] = useState(false);

  async function leave() {
    await signOut(practice.ods).catch(() => undefined);
    onSignedOut();
  }

  return (
    <header className="app-bar">
      <span className="product">Jenner</span>
      {abilities.findPatients && <FindPatient />}
      <span className={`live ${live}`} title="Changes by others appear by themselves while this says Live">{LIVE_WORDS[live]}</span>
      <button type="button" className="bar-button" onClick={() => { settings.change({ size: size === 'dense' ? 'comfortable' : 'dense' }); }}>
        {size === 'dense' ? 'Larger text' : 'Smaller text'}
      </button>
      {abilities.readClinical && <button type="button" className="bar-button" onClick={onMedicines}>Medicines <kbd>Alt+M</kbd></button>}
      <button type="button" className="bar-button" onClick={onHelp}>Keys <kbd>F1</kbd></button>
      <button type="button" className="who bar-button" onClick={onOwn} title="Your sessions and passkeys">{user.name}<span className="where">{ROLE_WORDS[user.role]}, {practice.name}</span></button>
      <button type="button" className="bar-button" onClick={onLock}>Lock <kbd>Alt+L</kbd></button>
      <button type="button" className="bar-button" onClick={() => { if (hasUnsavedDraft()) setLeaving(true); else void leave(); }}>Sign out</button>
      {leaving && (
        <Dialog title="A note is not saved yet" onClose={() => { setLeaving(false); }}>
          <p>The last words of a note have not reached the server. If you sign out now they are lost.</p>
          <div className="actions">
            <button type="button" className="button primary" onClick={() => { setLeaving(false); }}>Stay</button>
            <button type="button" className="button warning" onClick={() => void leave()}>Sign out and lose them</button>
          </div>
        </Dialog>
      )}
    </header>
  );
}
