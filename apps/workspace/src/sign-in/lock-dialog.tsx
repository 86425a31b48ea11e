import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { onOtherWindow } from '../app/between-windows.ts';
import { passkeysWork, presentPasskey } from '../api/passkeys.ts';
import { fetchSession } from '../api/session.ts';
import type { Session } from '../api/session.ts';
import { fetchLock, fetchServices, unlockWithCode } from '../api/sign-in.ts';
import type { Lock } from '../api/sign-in.ts';
import { Dialog } from '../components/dialog.tsx';
import { Field } from './field.tsx';
import { OtherWays } from './other-ways.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { refusalOf, useForm } from './use-form.ts';

interface Props {
  session: Session;
  onOpened: () => void;
  onLeave: () => void;
}

/**
 * Over the page, which it hides and which keeps what was typed: the same person unlocks it with one factor, or signs in
 * again where the session has ended for good. Another person starts with an empty page.
 */
export function LockDialog({ session, onOpened, onLeave }: Props) {
  const { practice: { ods }, user } = session;
  const lock = useQuery({ queryKey: ['lock', ods], queryFn: async () => (await fetchLock(ods)) ?? null, staleTime: 0, gcTime: 0 });
  const [refused, setRefused] = useState('');
  const locked = lock.data?.user.id === user.id ? lock.data : undefined;

  function opened({ user: { id } }: Session) {
    if (id === user.id) onOpened();
    else setRefused(`This screen is ${user.name}’s. Unlock it as them, or close everything and start again.`);
  }

  // A window of its own (NHS CIS2) or another one of the workspace has opened the session again.
  useEffect(() => onOtherWindow('opened', () => {
    void fetchSession(ods).then((found) => { if (found) opened(found); });
  }));

  if (lock.isPending) return <Dialog key="asking" title="Screen locked" cover><p role="status">Loading…</p></Dialog>;
  return (
    <Dialog key="answered" title={locked ? 'Screen locked' : 'Sign in again'} cover>
      <p>{locked ? `${user.name}, unlock the screen to go on.` : 'Your session has ended.'} What you typed is still here.</p>
      {refused !== '' && <p className="form-error" role="alert">{refused}</p>}
      {locked
        ? <Unlock ods={ods} ways={locked.ways} onOpened={opened} />
        : <><OtherWays ods={ods} onSignedIn={opened} keepPage /><SignInForm ods={ods} username={user.username} onSignedIn={opened} /></>}
      <p><button type="button" className="link" onClick={onLeave}>I am not {user.name}: close everything and start again</button></p>
    </Dialog>
  );
}

function Unlock({ ods, ways, onOpened }: { ods: string; ways: Lock['ways']; onOpened: (session: Session) => void }) {
  const id = useId();
  const services = useQuery({ queryKey: ['services', ods], queryFn: () => fetchServices(ods), staleTime: Infinity });
  const cis2 = services.data?.cis2;
  const [refused, setRefused] = useState('');
  const form = useForm({ code: 'Enter the code from your authenticator app' }, 'code', 'The code is not right, or the session has ended.', async (text) => {
    onOpened(await unlockWithCode(ods, text('code').replaceAll(' ', '')));
  });
  return (
    <div className="ways">
      {refused !== '' && <p className="form-error" role="alert">{refused}</p>}
      {ways.cis2 && cis2 && <a className="button" href={`/${ods}/auth/cis2?unlock=yes`} target="_blank" rel="opener">Unlock with {cis2.simulated ? 'simulated ' : ''}NHS CIS2</a>}
      {ways.passkey && passkeysWork() && (
        <button type="button" className="button" onClick={() => {
          presentPasskey(ods, 'unlock').then(onOpened, (error: unknown) => { setRefused(refusalOf(error, 'That passkey does not unlock this screen.')); });
        }}>Unlock with a passkey</button>
      )}
      {ways.code && (
        <form className="form" onSubmit={form.submit} noValidate>
          {form.errors['form'] !== undefined && <p className="form-error" role="alert">{form.errors['form']}</p>}
          <Field id={`${id}c`} name="code" label="Code" hint="Six digits, from your authenticator app" autoComplete="one-time-code" error={form.errors['code']} />
          <button type="submit" className="button primary" aria-disabled={form.busy}>Unlock</button>
        </form>
      )}
    </div>
  );
}
