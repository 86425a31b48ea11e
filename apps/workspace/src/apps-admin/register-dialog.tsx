import { useMutation } from '@tanstack/react-query';
import type { OperationOutcome } from '@medplum/fhirtypes';
import { useId, useState } from 'react';
import { ApiError } from '../api/http.ts';
import { useSession } from '../app/session-context.ts';
import { Dialog } from '../components/dialog.tsx';
import { Toggle } from '../components/toggle.tsx';
import type { Credentials } from './apps-api.ts';
import { registerApp } from './apps-api.ts';
import { readForm } from './read-form.ts';

const KINDS = [['app', 'An app that people use'], ['service', 'A service by itself']] as const;
const SUGGESTED = { app: 'openid fhirUser launch launch/patient patient/*.rs', service: 'system/Patient.rs' } as const;

/** Registers an app: what its maker says of it, as docs/connecting.md names it. */
export function RegisterDialog({ onClose, onRegistered }: { onClose: () => void; onRegistered: (credentials: Credentials) => void }) {
  const { practice } = useSession();
  const id = useId();
  const [kind, setKind] = useState<'app' | 'service'>('app');
  const [auth, setAuth] = useState('none');
  const register = useMutation({ mutationFn: async (data: FormData) => registerApp(practice.ods, readForm(data)), onSuccess: onRegistered });
  const byKey = kind === 'service' || auth === 'private_key_jwt';

  return (
    <Dialog title="Register an app" onClose={onClose} wide>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!register.isPending) register.mutate(new FormData(event.currentTarget));
        }}
      >
        {register.isError && <div className="form-error" role="alert">{faultsOf(register.error).map((fault) => <p key={fault}>{fault}</p>)}</div>}
        <div className="field">
          <label htmlFor={`${id}name`}>Name, as users will see it</label>
          <input id={`${id}name`} name="name" type="text" maxLength={100} autoComplete="off" />
        </div>
        <Toggle label="Kind" value={kind} options={KINDS} onChange={setKind} />
        <input type="hidden" name="kind" value={kind} />
        {kind === 'app' && (
          <>
            <div className="field">
              <label htmlFor={`${id}auth`}>How it proves itself</label>
              <select id={`${id}auth`} name="auth" value={auth} onChange={(event) => { setAuth(event.target.value); }}>
                <option value="none">Not at all: it runs in a browser or on a phone</option>
                <option value="client_secret_basic">By a secret</option>
                <option value="private_key_jwt">By a signing key</option>
              </select>
            </div>
            <div className="field">
              <label htmlFor={`${id}uris`}>Addresses it comes back to, one a line</label>
              <textarea id={`${id}uris`} name="redirectUris" rows={2} spellCheck={false} />
            </div>
            <div className="field">
              <label htmlFor={`${id}launch`}>Address to start it at, if it can be started from a record</label>
              <input id={`${id}launch`} name="launchUrl" type="text" autoComplete="off" spellCheck={false} />
            </div>
          </>
        )}
        {byKey && (
          <div className="field">
            <label htmlFor={`${id}keys`}>Its public keys: the address of a JWKS, or the JWKS itself</label>
            <textarea id={`${id}keys`} name="keys" rows={3} spellCheck={false} />
          </div>
        )}
        <div className="field">
          <label htmlFor={`${id}scopes`}>The most it may be granted (SMART scopes)</label>
          <textarea key={kind} id={`${id}scopes`} name="scopes" rows={3} spellCheck={false} defaultValue={SUGGESTED[kind]} />
        </div>
        <div className="actions">
          <button type="submit" className="button primary" aria-disabled={register.isPending}>Register</button>
          <button type="button" className="button" onClick={onClose}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}

/** Every fault the server found, in its words. */
function faultsOf(error: Error): string[] {
  const issues = error instanceof ApiError ? (error.body as OperationOutcome | undefined)?.issue : undefined;
  const words = issues?.flatMap(({ details }) => details?.text ?? []) ?? [];
  return words.length > 0 ? [...new Set(words)] : [error.message];
}
