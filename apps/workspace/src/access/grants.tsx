import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../app/session-context.ts';
import { announce } from '../components/announcer.tsx';
import { Day } from '../components/day.tsx';
import { Problem } from '../components/problem-panel.tsx';
import { useNow } from '../components/use-now.ts';
import { endGrant, fetchGrants } from './access-api.ts';

const KIND_WORDS = { 'care-team': 'Care team', 'proxy': 'Acts for the patient', 'break-glass': 'Opened it for a reason' } as const;

export function grantsKey(ods: string, patientId: string) {
  return ['grants', ods, patientId] as const;
}

/** Who has been let into the record, and the way to end it. */
export function Grants({ patientId }: { patientId: string }) {
  const { practice: { ods } } = useSession();
  const client = useQueryClient();
  const now = useNow().getTime();
  const key = grantsKey(ods, patientId);
  const grants = useQuery({ queryKey: key, queryFn: () => fetchGrants(ods, patientId) });
  const end = useMutation({
    mutationFn: (id: string) => endGrant(ods, id),
    onSuccess: () => {
      announce('Ended');
      return client.invalidateQueries({ queryKey: key });
    },
  });
  // The minute may be older than what was just fetched.
  const at = Math.max(now, grants.dataUpdatedAt);
  return (
    <>
      <h3>Who has been let in</h3>
      {grants.isError && <Problem error={grants.error} retry={() => void grants.refetch()} />}
      {end.isError && <Problem error={end.error} />}
      {grants.data?.length === 0 && <p className="none">Nobody, beyond their role.</p>}
      <ul className="entries">
        {grants.data?.map(({ id, name, kind, reason, starts, ends }) => {
          const over = new Date(ends).getTime() <= at;
          return (
            <li key={id} className="entry-head">
              <span>
                <strong>{name ?? 'An account that is no more'}</strong> <span className="tag">{KIND_WORDS[kind]}</span> {reason}
                <span className="quiet"> <Day date={starts} time /> to <Day date={ends} time />{over && ', ended'}</span>
              </span>
              {!over && <button type="button" className="button small" onClick={() => { if (!end.isPending) end.mutate(id); }}>End<span className="visually-hidden"> for {name}</span></button>}
            </li>
          );
        })}
      </ul>
    </>
  );
}
