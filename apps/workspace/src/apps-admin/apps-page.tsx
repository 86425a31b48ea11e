import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSession } from '../app/session-context.ts';
import { announce } from '../components/announcer.tsx';
import { Problem } from '../components/problem-panel.tsx';
import { AppEntry } from './app-entry.tsx';
import type { Credentials } from './apps-api.ts';
import { fetchApps } from './apps-api.ts';
import { CredentialsDialog } from './credentials-dialog.tsx';
import { RegisterDialog } from './register-dialog.tsx';

/** The apps and services this practice lets in: for its manager. */
export function AppsPage() {
  const { practice } = useSession();
  const client = useQueryClient();
  const apps = useQuery({ queryKey: ['apps', practice.ods], queryFn: () => fetchApps(practice.ods) });
  const [registering, setRegistering] = useState(false);
  const [registered, setRegistered] = useState<Credentials>();
  useEffect(() => { document.title = 'Apps – Jenner'; }, []);
  const reload = () => void client.invalidateQueries({ queryKey: ['apps', practice.ods] });

  return (
    <main id="main" className="view apps" tabIndex={-1}>
      <h1>Apps</h1>
      <p className="quiet">Apps and services that may ask for this practice’s records. An app can never do more than the person who uses it.</p>
      <p className="actions"><button type="button" className="button primary" onClick={() => { setRegistering(true); }}>Register an app</button></p>
      {apps.isPending && <p role="status">Loading…</p>}
      {apps.isError && <Problem error={apps.error} retry={() => void apps.refetch()} />}
      {apps.data?.length === 0 && <p>No app is registered.</p>}
      {apps.data?.map((app) => (
        <AppEntry key={app.id} app={app} onWithdrawn={() => {
          announce(`${app.name} withdrawn`);
          reload();
        }} />
      ))}
      {registering && (
        <RegisterDialog
          onClose={() => { setRegistering(false); }}
          onRegistered={(credentials) => {
            setRegistering(false);
            setRegistered(credentials);
            reload();
          }}
        />
      )}
      {registered && <CredentialsDialog credentials={registered} onClose={() => { setRegistered(undefined); }} />}
    </main>
  );
}
