import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../app/session-context.ts';
import { announce } from '../components/announcer.tsx';
import { Problem } from '../components/problem-panel.tsx';
import { fetchGuards, guardsKey, liftGuard, setGuard } from './access-api.ts';
import type { GuardKind } from './access-api.ts';
import { GUARD_WORDS } from './guard-words.ts';

const MEANS = {
  'high-profile': 'For somebody well known, or one of the staff. Only the care team opens the record; it is not found by a search.',
  'sealed': 'For a record that must not be opened in daily work. The same holds.',
} as const;

/** The two guards of a record, each set or lifted with one button. */
export function Guards({ patientId }: { patientId: string }) {
  const { practice: { ods } } = useSession();
  const client = useQueryClient();
  const guards = useQuery({ queryKey: guardsKey(ods), queryFn: () => fetchGuards(ods) });
  const change = useMutation({
    mutationFn: ({ kind, set }: { kind: GuardKind; set: boolean }) => (set ? setGuard(ods, patientId, kind) : liftGuard(ods, patientId, kind)),
    onSuccess: (_done, { kind, set }) => {
      announce(`${GUARD_WORDS[kind]}: ${set ? 'set' : 'lifted'}`);
      return client.invalidateQueries({ queryKey: guardsKey(ods) });
    },
  });
  const standing = new Set(guards.data?.filter(({ patient }) => patient === patientId).map(({ kind }) => kind));
  return (
    <>
      <h3>Guards</h3>
      {change.isError && <Problem error={change.error} />}
      <ul className="entries">
        {(['high-profile', 'sealed'] as const).map((kind) => {
          const set = standing.has(kind);
          return (
            <li key={kind} className="entry-head">
              <span><strong>{GUARD_WORDS[kind]}</strong>: {set ? 'set' : 'not set'}. <span className="quiet">{MEANS[kind]}</span></span>
              <button type="button" className="button small" disabled={guards.data === undefined} onClick={() => { if (!change.isPending) change.mutate({ kind, set: !set }); }}>
                {set ? 'Lift' : 'Set'}<span className="visually-hidden"> {GUARD_WORDS[kind].toLowerCase()}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
