import { useMutation, useQuery } from '@tanstack/react-query';
import { useSession } from '../app/session-context.ts';
import { Problem } from '../components/problem-panel.tsx';
import { fetchStartable, launchApp } from './apps-api.ts';

/** The apps that can be started for the patient on screen, each a button. Nothing where there is none. */
export function StartApp({ patientId }: { patientId: string }) {
  const { practice } = useSession();
  const apps = useQuery({ queryKey: ['startable-apps', practice.ods], queryFn: () => fetchStartable(practice.ods), staleTime: 60_000 });
  const start = useMutation({
    mutationFn: (client: string) => launchApp(practice.ods, client, patientId),
    // The app learns nothing of the page it was started from.
    onSuccess: (address) => { window.open(address, '_blank', 'noopener,noreferrer'); },
  });
  if (apps.data === undefined || apps.data.length === 0) return null;
  return (
    <section className="card start-app" aria-label="Apps">
      <h2>Apps</h2>
      <ul className="actions">
        {apps.data.map(({ client, name }) => <li key={client}><button type="button" className="button" onClick={() => { start.mutate(client); }}>Open {name}</button></li>)}
      </ul>
      {start.isError && <Problem error={start.error} />}
    </section>
  );
}
