import { useId, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { ApiError } from '../api/http.ts';
import { signIn } from '../api/session.ts';
import type { Practice, Session } from '../api/session.ts';

interface SignInFormProps {
  practices: readonly Practice[];
  /** Filled in, and not to be changed, when a session is renewed. */
  username?: string;
  onSignedIn: (session: Session) => void;
}

interface Errors {
  username?: string;
  password?: string;
  form?: string;
}

/** Practice, username and password. Ordinary fields with their proper names, so that password managers work. */
export function SignInForm({ practices, username: fixedUsername, onSignedIn }: SignInFormProps) {
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = data.get(name);
      return typeof value === 'string' ? value : '';
    };
    const username = fixedUsername ?? text('username').trim();
    const missing: Errors = {
      ...(username === '' ? { username: 'Enter your username' } : {}),
      ...(text('password') === '' ? { password: 'Enter your password' } : {}),
    };
    setErrors(missing);
    if (missing.username !== undefined || missing.password !== undefined) {
      focusField(missing.username === undefined ? 'password' : 'username');
      return;
    }
    setBusy(true);
    try {
      onSignedIn(await signIn(text('practice'), username, text('password')));
    } catch (error) {
      setErrors({ form: messageOf(error) });
      setBusy(false);
      focusField('password');
    }
  }

  function focusField(name: string) {
    const field = form.current?.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.focus();
  }

  return (
    <form ref={form} className="form" onSubmit={(event) => void submit(event)} noValidate>
      {errors.form !== undefined && <p className="form-error" role="alert">{errors.form}</p>}
      <PracticeField practices={practices} />
      {fixedUsername === undefined
        ? <Field id={`${id}u`} name="username" label="Username" autoComplete="username" error={errors.username} />
        : <FixedUsername username={fixedUsername} />}
      <Field id={`${id}p`} name="password" label="Password" autoComplete="current-password" error={errors.password} />
      <button type="submit" className="button primary" aria-disabled={busy}>{busy ? 'Signing in…' : 'Sign in'}</button>
    </form>
  );
}

function PracticeField({ practices }: { practices: readonly Practice[] }) {
  const id = useId();
  const [only] = practices;
  if (practices.length === 1 && only) {
    return (
      <div className="field">
        <span className="label">Practice</span>
        <span>{only.name} <span className="quiet">({only.ods})</span></span>
        <input type="hidden" name="practice" value={only.ods} />
      </div>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>Practice</label>
      <select id={id} name="practice">
        {practices.map((practice) => <option key={practice.ods} value={practice.ods}>{practice.name} ({practice.ods})</option>)}
      </select>
    </div>
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

interface FieldProps {
  id: string;
  name: 'username' | 'password';
  label: string;
  autoComplete: string;
  error: string | undefined;
}

function Field({ id, name, label, autoComplete, error }: FieldProps) {
  return (
    <div className={error === undefined ? 'field' : 'field with-error'}>
      <label htmlFor={id}>{label}</label>
      {error !== undefined && <p id={`${id}e`} className="field-error"><span className="visually-hidden">Error: </span>{error}</p>}
      <input
        id={id} name={name} type={name === 'password' ? 'password' : 'text'} autoComplete={autoComplete} autoCapitalize="none" spellCheck={false}
        {...(error === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': `${id}e` })}
      />
    </div>
  );
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return 'The username or the password is not right. Check both and try again.';
  if (error instanceof ApiError && error.status === 429) return 'Too many attempts. Wait a few minutes, then try again.';
  return error instanceof Error ? `You could not be signed in: ${error.message}.` : 'You could not be signed in.';
}
