import { useQuery } from '@tanstack/react-query';
import { useSession } from '../app/session-context.ts';
import { Day } from '../components/day.tsx';
import { Problem } from '../components/problem-panel.tsx';
import { fetchActs } from './apps-api.ts';

const WORDS: Readonly<Record<string, string>> = {
  'register-app': 'Registered', 'withdraw-app': 'Withdrawn', 'launch-app': 'Started for a patient', 'allow-app': 'Allowed by a user', 'disallow-app': 'A user took it back',
  'issue-token': 'Let in', 'end-grant': 'Cut off: a code or token was not good, or the app ended it', read: 'Read', search: 'Searched', write: 'Wrote',
};

/** What an app did last. No patient is named here: who saw a record is in that record's audit. */
export function AppActs({ id, name }: { id: string; name: string }) {
  const { practice } = useSession();
  const acts = useQuery({ queryKey: ['app-acts', practice.ods, id], queryFn: () => fetchActs(practice.ods, id) });
  if (acts.isPending) return <p role="status">Loading…</p>;
  if (acts.isError) return <Problem error={acts.error} retry={() => void acts.refetch()} />;
  return (
    <div className="table-scroll" role="region" aria-label={`What ${name} did last`} tabIndex={0}>
      <table className="table">
        <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Outcome</th></tr></thead>
        <tbody>
          {acts.data.map((act) => (
            <tr key={`${act.at}${act.action}${act.what}`}>
              <td><Day date={act.at} time /></td>
              <td>{WORDS[act.action] ?? act.action}{act.what !== 'app' && `: ${act.what}`}</td>
              <td>{act.outcome === 'success' ? 'Done' : act.outcome === 'refused' ? 'Refused' : 'Not found'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
