import { useId } from 'react';
import { setAuthenticator } from '../api/sign-in.ts';
import type { NewAuthenticator } from '../api/sign-in.ts';
import type { Session } from '../api/session.ts';
import { Field } from './field.tsx';
import { useForm } from './use-form.ts';

interface Props {
  ods: string;
  enrolment: string;
  authenticator: NewAuthenticator;
  onSignedIn: (session: Session) => void;
}

const NEEDED = { password: 'Choose a password', code: 'Enter the code that the app shows' };

/** The secret for the authenticator app, its first code, and the password that goes with it. */
export function AuthenticatorForm({ ods, enrolment, authenticator: { step, secret, address }, onSignedIn }: Props) {
  const id = useId();
  const form = useForm(NEEDED, 'code', 'That took too long. Enter your enrolment code again.', async (text) => {
    onSignedIn(await setAuthenticator(ods, { enrolment, step, password: text('password'), code: text('code').replaceAll(' ', '') }));
  });
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      {form.errors['form'] !== undefined && <p className="form-error" role="alert">{form.errors['form']}</p>}
      <p>Add this key to your authenticator app, or <a href={address}>open the app on this device</a>:</p>
      <p className="secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
      <Field id={`${id}p`} name="password" label="New password" hint="At least 12 characters; four random words are good" type="password" autoComplete="new-password" error={form.errors['password']} />
      <Field id={`${id}c`} name="code" label="Code" hint="Six digits, that the app shows now" autoComplete="one-time-code" error={form.errors['code']} />
      <button type="submit" className="button primary" aria-disabled={form.busy}>Set up and sign in</button>
    </form>
  );
}
