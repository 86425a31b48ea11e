import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { fetchPasskeys, makePasskey, passkeysWork, removePasskey } from '../api/passkeys.ts';
import { endOwnSession, fetchOwnSessions, signOutEverywhere } from '../api/sign-in.ts';
import { announce } from '../components/announcer.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Field } from './field.tsx';
import { refusalOf, useForm } from './use-form.ts';

const METHOD_WORDS = { 'passkey': 'passkey', 'password-and-code': 'password and code', 'cis2': 'NHS CIS2', 'nhs-login': 'NHS login' } as const;
const WHEN = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' });

interface Props {
  ods: string;
  onClose: () => void;
  onSignedOut: () => void;
}

/** Where one is signed in, and one's passkeys; ending either. */
export function OwnSignInsDialog({ ods, onClose, onSignedOut }: Props) {
  const client = useQueryClient();
  const id = useId();
  const sessions = useQuery({ queryKey: ['own-sessions', ods], queryFn: () => fetchOwnSessions(ods), staleTime: 0 });
  const passkeys = useQuery({ queryKey: ['passkeys', ods], queryFn: () => fetchPasskeys(ods), staleTime: 0 });
  const [refused, setRefused] = useState('');

  async function change(work: Promise<unknown>, done: string) {
    setRefused('');
    try {
      await work;
      announce(done);
    } catch (error) {
      setRefused(refusalOf(error, 'Sign in again first.'));
    }
    await Promise.all([client.invalidateQueries({ queryKey: ['own-sessions', ods] }), client.invalidateQueries({ queryKey: ['passkeys', ods] })]);
  }

  const form = useForm({ name: 'Give the passkey a name' }, 'name', 'Sign in again first.', (text) => change(makePasskey(ods, text('name')), 'Passkey added'));

  return (
    <Dialog title="Your sessions and passkeys" onClose={onClose} wide>
      {refused !== '' && <p className="form-error" role="alert">{refused}</p>}
      <h3>Sessions</h3>
      <ul className="own-list">
        {(sessions.data ?? []).map((session) => (
          <li key={session.id}>
            <span>{session.current ? <strong>This one</strong> : 'Another'}: {METHOD_WORDS[session.method]}, since {WHEN.format(new Date(session.created))} <span className="quiet">{session.agent}</span></span>
            {!session.current && <button type="button" className="button small" onClick={() => void change(endOwnSession(ods, session.id), 'Session ended')}>End<span className="visually-hidden"> the session since {WHEN.format(new Date(session.created))}</span></button>}
          </li>
        ))}
      </ul>
      <h3>Passkeys</h3>
      {passkeys.data?.length === 0 && <p className="none">You have no passkey.</p>}
      <ul className="own-list">
        {(passkeys.data ?? []).map((passkey) => (
          <li key={passkey.id}>
            <span>{passkey.name}, added {WHEN.format(new Date(passkey.created))}</span>
            <button type="button" className="button small" onClick={() => void change(removePasskey(ods, passkey.id), 'Passkey removed')}>Remove<span className="visually-hidden"> {passkey.name}</span></button>
          </li>
        ))}
      </ul>
      {passkeysWork()
        ? (
          <form className="form" onSubmit={form.submit} noValidate>
            <Field id={`${id}n`} name="name" label="Name of a new passkey" hint="Such as the device it is on" autoComplete="off" error={form.errors['name']} />
            <button type="submit" className="button" aria-disabled={form.busy}>Add a passkey</button>
          </form>
        )
        : <p className="quiet">Passkeys need this site to be opened by its name over https, or as localhost.</p>}
      <div className="actions">
        <button type="button" className="button primary" onClick={onClose}>Close</button>
        <button type="button" className="button warning" onClick={() => { signOutEverywhere(ods).then(onSignedOut, (error: unknown) => { setRefused(refusalOf(error, 'Sign in again first.')); }); }}>Sign out everywhere</button>
      </div>
    </Dialog>
  );
}
