import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useSession } from '../app/session-context.ts';
import { Day } from '../components/day.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Problem } from '../components/problem-panel.tsx';
import { AppActs } from './app-acts.tsx';
import type { RegisteredApp } from './apps-api.ts';
import { withdrawApp } from './apps-api.ts';

const PROOF = { none: 'A public app: it proves nothing but its address', client_secret_basic: 'Proves itself by a secret', private_key_jwt: 'Proves itself by a signing key' } as const;

/** One app: what it may do, what it did last, and the way to withdraw it. */
export function AppEntry({ app, onWithdrawn }: { app: RegisteredApp; onWithdrawn: () => void }) {
  const { practice } = useSession();
  const id = useId();
  const [asking, setAsking] = useState(false);
  const [acts, setActs] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => withdrawApp(practice.ods, app.id),
    onSuccess: () => {
      setAsking(false);
      onWithdrawn();
    },
  });
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{app.name}</h2>
      <p>
        {app.kind === 'app' ? 'An app that people use.' : 'A service that acts by itself.'} {PROOF[app.auth]}. Registered <Day date={app.registeredAt} time />.{' '}
        {app.withdrawnAt === undefined ? (app.usedAt === undefined ? 'Not used yet.' : <>Last let in <Day date={app.usedAt} time />.</>) : <strong>Withdrawn <Day date={app.withdrawnAt} time />.</strong>}
      </p>
      <ul className="does">{app.does.map((line) => <li key={line}>{line}</li>)}</ul>
      <p className="quiet">Client id {app.id}{app.redirectUris.length > 0 && <>; comes back to {app.redirectUris.join(', ')}</>}</p>
      <div className="actions">
        <button type="button" className="button" aria-expanded={acts} onClick={() => { setActs(!acts); }}>What {app.name} did last</button>
        {app.withdrawnAt === undefined && <button type="button" className="button" onClick={() => { setAsking(true); }}>Withdraw {app.name}</button>}
      </div>
      {acts && <AppActs id={app.id} name={app.name} />}
      {asking && (
        <Dialog title={`Withdraw ${app.name}?`} onClose={() => { setAsking(false); }}>
          <p>Whoever uses it is cut off at once. It cannot be undone: the app would have to be registered again.</p>
          {withdraw.isError && <Problem error={withdraw.error} />}
          <div className="actions">
            <button type="button" className="button primary" onClick={() => { setAsking(false); }}>Keep it</button>
            <button type="button" className="button warning" aria-disabled={withdraw.isPending} onClick={() => { if (!withdraw.isPending) withdraw.mutate(); }}>Withdraw</button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
