import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useSession } from '../app/session-context.ts';
import { Day } from '../components/day.tsx';
import { Problem } from '../components/problem-panel.tsx';
import { useNow } from '../components/use-now.ts';
import { identityOf } from '../record/patient-summary.ts';
import { fetchGuards, guardsKey } from './access-api.ts';
import { GUARD_WORDS } from './guard-words.ts';
import { PatientName } from './patient-name.tsx';

/** The records of this practice that a role alone does not open. */
export function GuardedRecords({ onChoose }: { onChoose: (patientId: string) => void }) {
  const { practice: { ods } } = useSession();
  const id = useId();
  const now = useNow();
  const guards = useQuery({ queryKey: guardsKey(ods), queryFn: () => fetchGuards(ods) });
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>Guarded records</h2>
      {guards.isError && <Problem error={guards.error} retry={() => void guards.refetch()} />}
      {guards.data?.length === 0 && <p className="none">No record is guarded.</p>}
      <ul className="entries">
        {guards.data?.map(({ patient, who, kind, setAt }) => (
          <li key={`${patient}${kind}`} className="entry-head">
            <span><PatientName patientId={patient} /> <span className="tag">{GUARD_WORDS[kind]}</span> <span className="quiet">since <Day date={setAt} time /></span></span>
            <button type="button" className="button small" onClick={() => { onChoose(patient); }}>Choose<span className="visually-hidden"> the record {who === null ? patient : `of ${identityOf(who, now).spokenName}`}</span></button>
          </li>
        ))}
      </ul>
    </section>
  );
}
