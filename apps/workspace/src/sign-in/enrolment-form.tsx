import { useId, useState } from 'react';
import { makePasskey, passkeysWork } from '../api/passkeys.ts';
import { beginAuthenticator, beginEnrolment } from '../api/sign-in.ts';
import type { NewAuthenticator } from '../api/sign-in.ts';
import type { Session } from '../api/session.ts';
import { AuthenticatorForm } from './authenticator-form.tsx';
import { Field } from './field.tsx';
import { refusalOf, useForm } from './use-form.ts';

interface Props {
  ods: string;
  onSignedIn: (session: Session) => void;
}

/** The one-time code first; then a passkey, or a password with an authenticator app. */
export function EnrolmentForm({ ods, onSignedIn }: Props) {
  const id = useId();
  const [enrolment, setEnrolment] = useState<string>();
  const [authenticator, setAuthenticator] = useState<NewAuthenticator>();
  const [refused, setRefused] = useState('');
  const form = useForm({ username: 'Enter your username', code: 'Enter your enrolment code' }, 'code',
    'The username or the enrolment code is not right, or the code has been used or is too old.',
    async (text) => { setEnrolment(await beginEnrolment(ods, text('username'), text('code'))); });

  function attempt(work: Promise<void>) {
    setRefused('');
    work.catch((error: unknown) => { setRefused(refusalOf(error, 'That took too long. Enter your enrolment code again.')); });
  }

  if (enrolment === undefined) {
    return (
      <form className="form" onSubmit={form.submit} noValidate>
        {form.errors['form'] !== undefined && <p className="form-error" role="alert">{form.errors['form']}</p>}
        <Field id={`${id}u`} name="username" label="Username" autoComplete="username" error={form.errors['username']} />
        <Field id={`${id}c`} name="code" label="Enrolment code" hint="From your practice manager, such as ABCD-EFGH-JKLM-NPQR" autoComplete="off" error={form.errors['code']} />
        <button type="submit" className="button primary" aria-disabled={form.busy}>Continue</button>
      </form>
    );
  }
  if (authenticator !== undefined) return <AuthenticatorForm ods={ods} enrolment={enrolment} authenticator={authenticator} onSignedIn={onSignedIn} />;
  return (
    <div className="ways">
      {refused !== '' && <p className="form-error" role="alert">{refused}</p>}
      <p>How do you want to sign in from now on?</p>
      {passkeysWork() && (
        <button type="button" className="button primary" onClick={() => {
          attempt(makePasskey(ods, 'First passkey', enrolment).then((session) => { if (session) onSignedIn(session); }));
        }}>Set up a passkey</button>
      )}
      <button type="button" className="button" onClick={() => { attempt(beginAuthenticator(ods, enrolment).then(setAuthenticator)); }}>Set up a password and an authenticator app</button>
    </div>
  );
}
