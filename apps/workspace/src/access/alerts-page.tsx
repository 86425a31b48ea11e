import { useEffect } from 'react';
import { useSession } from '../app/session-context.ts';
import { Problem } from '../components/problem-panel.tsx';
import { AlertEntry } from './alert-entry.tsx';
import { useAlerts } from './use-alerts.ts';

/** What the privacy officer is told: each time somebody opened a record by giving a reason. */
export function AlertsPage() {
  const alerts = useAlerts(useSession());
  useEffect(() => { document.title = 'Alerts – Jenner'; }, []);
  return (
    <main id="main" className="view" tabIndex={-1}>
      <h1>Privacy alerts</h1>
      <p className="quiet">Each time somebody opens a guarded or restricted record by giving a reason. Opening an alert shows who and why, marks it seen, and is itself recorded.</p>
      {alerts.isPending && <p role="status">Loading…</p>}
      {alerts.isError && <Problem error={alerts.error} retry={() => void alerts.refetch()} />}
      {alerts.data?.length === 0 && <p className="none">No alerts: nobody has opened a record so.</p>}
      <ul className="entries">{alerts.data?.map((alert) => <AlertEntry key={alert.id} notice={alert} />)}</ul>
    </main>
  );
}
