import { useId } from 'react';
import { signIn } from '../api/session.ts';
import type { Session } from '../api/session.ts';
import { Field } from './field.tsx';
import { useForm } from './use-form.ts';

interface SignInFormProps {
  ods: string;
  /** Filled in, and not to be changed, when a session is renewed. */
  username?: string;
  onSignedIn: (session: Session) => void;
}

const NEEDED = { username: 'Enter your username', password: 'Enter your password', code: 'Enter the code from your authenticator app' };

/** Username, password and one-time code, together: which of them was wrong is not told. */
export function SignInForm({ ods, username, onSignedIn }: SignInFormProps) {
  const id = useId();
  const form = useForm(NEEDED, 'password', 'The username, the password or the code is not right. Check them and try again.', async (text) => {
    onSignedIn(await signIn(ods, text('username'), text('password'), text('code').replaceAll(' ', '')));
  });
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      {form.errors['form'] !== undefined && <p className="form-error" role="alert">{form.errors['form']}</p>}
      {username === undefined
        ? <Field id={`${id}u`} name="username" label="Username" autoComplete="username" error={form.errors['username']} />
        : <FixedUsername username={username} />}
      <Field id={`${id}p`} name="password" label="Password" type="password" autoComplete="current-password" error={form.errors['password']} />
      <Field id={`${id}c`} name="code" label="Code" hint="Six digits, from your authenticator app" autoComplete="one-time-code" error={form.errors['code']} />
      <button type="submit" className="button primary" aria-disabled={form.busy}>{form.busy ? 'Signing in…' : 'Sign in'}</button>
    </form>
  );
}

/** The username in words, and as a hidden field so that a password manager knows whose password it is. */
function FixedUsername({ username }: { username: string }) {
  return (
    <div className="field">
      <span className="label">Username</span>
      <span>{username}</span>
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
    </div>
  );
}
