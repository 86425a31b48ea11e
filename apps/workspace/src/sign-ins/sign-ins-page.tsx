import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSession } from '../app/session-context.ts';
import { announce } from '../components/announcer.tsx';
import { Problem } from '../components/problem-panel.tsx';
import { CodeDialog } from './code-dialog.tsx';
import type { IssuedCode } from './code-dialog.tsx';
import { SignInRow } from './sign-in-row.tsx';
import { fetchSignIns } from './sign-ins-api.ts';

/** Who of the staff can sign in, and how: for those who keep the practice's sign-ins. */
export function SignInsPage() {
  const { practice: { ods } } = useSession();
  const client = useQueryClient();
  const key = ['sign-ins', ods] as const;
  const signIns = useQuery({ queryKey: key, queryFn: () => fetchSignIns(ods) });
  const [issued, setIssued] = useState<IssuedCode>();
  useEffect(() => { document.title = 'Sign-ins – Jenner'; }, []);
  const changed = (words: string): void => {
    announce(words);
    void client.invalidateQueries({ queryKey: key });
  };

  return (
    <main id="main" className="view" tabIndex={-1}>
      <h1>Sign-ins</h1>
      <p className="quiet">The staff who can sign in at this practice. A one-time code lets its holder set up a passkey, or a password and an authenticator app. Every change is recorded.</p>
      {signIns.isPending && <p role="status">Loading…</p>}
      {signIns.isError && <Problem error={signIns.error} retry={() => void signIns.refetch()} />}
      {signIns.data && (
        <div className="table-scroll" role="region" aria-label="Sign-ins" tabIndex={0}>
          <table className="table">
            <thead><tr><th scope="col">Name</th><th scope="col">Username</th><th scope="col">Role</th><th scope="col">Signs in by</th><th scope="col">What to do</th></tr></thead>
            <tbody>
              {signIns.data.map((signIn) => (
                <SignInRow
                  key={signIn.username}
                  signIn={signIn}
                  onChanged={changed}
                  onIssued={(code) => {
                    setIssued({ name: signIn.name, username: signIn.username, code });
                    void client.invalidateQueries({ queryKey: key });
                  }}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {issued && <CodeDialog issued={issued} onClose={() => { setIssued(undefined); }} />}
    </main>
  );
}
