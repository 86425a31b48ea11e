import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ROLE_WORDS } from '../app/role-words.ts';
import { useSession } from '../app/session-context.ts';
import { Day } from '../components/day.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Problem } from '../components/problem-panel.tsx';
import { issueCode, setDisabled } from './sign-ins-api.ts';
import type { SignIn } from './sign-ins-api.ts';

const WAYS = { 'password-and-code': 'Password and code', passkey: 'Passkey', cis2: 'NHS CIS2' } as const;

interface Props {
  signIn: SignIn;
  /** What has happened, in words. */
  onChanged: (words: string) => void;
  onIssued: (code: string) => void;
}

/** One sign-in: how it is used, a code for another way, and switching it off and on. One's own is left to somebody else. */
export function SignInRow({ signIn, onChanged, onIssued }: Props) {
  const { practice: { ods }, user } = useSession();
  const { username, name, role, disabled, ways, codeUntil } = signIn;
  const [asking, setAsking] = useState(false);
  const issue = useMutation({ mutationFn: () => issueCode(ods, username), onSuccess: onIssued });
  const change = useMutation({
    mutationFn: (off: boolean) => setDisabled(ods, username, off),
    onSuccess: (_done, off) => {
      setAsking(false);
      onChanged(`${name}: ${off ? 'disabled' : 'enabled'}`);
    },
  });
  const own = user.username === username;
  return (
    <tr>
      <th scope="row">{name}{own && ' (you)'}</th>
      <td>{username}</td>
      <td>{ROLE_WORDS[role]}</td>
      <td>
        {disabled ? <strong>Disabled</strong> : ways.length === 0 ? 'No way yet' : ways.map((way) => WAYS[way]).join(', ')}
        {codeUntil !== null && <span className="quiet">; a code is good until <Day date={codeUntil} time /></span>}
      </td>
      <td>
        {own && <span className="quiet">Somebody else has to</span>}
        {!own && !disabled && (
          <div className="actions">
            <button type="button" className="button small" aria-disabled={issue.isPending} onClick={() => { if (!issue.isPending) issue.mutate(); }}>Issue a code<span className="visually-hidden"> for {name}</span></button>
            <button type="button" className="button small" onClick={() => { setAsking(true); }}>Disable<span className="visually-hidden"> {name}</span></button>
          </div>
        )}
        {!own && disabled && <button type="button" className="button small" aria-disabled={change.isPending} onClick={() => { if (!change.isPending) change.mutate(false); }}>Enable<span className="visually-hidden"> {name}</span></button>}
        {issue.isError && <Problem error={issue.error} />}
        {change.isError && !asking && <Problem error={change.error} />}
        {asking && (
          <Dialog title={`Disable ${name}?`} onClose={() => { setAsking(false); }}>
            <p>They are signed out everywhere at once, apps they have let in are cut off, and they cannot sign in until somebody enables them again.</p>
            {change.isError && <Problem error={change.error} />}
            <div className="actions">
              <button type="button" className="button primary" onClick={() => { setAsking(false); }}>Leave as it is</button>
              <button type="button" className="button warning" aria-disabled={change.isPending} onClick={() => { if (!change.isPending) change.mutate(true); }}>Disable</button>
            </div>
          </Dialog>
        )}
      </td>
    </tr>
  );
}
