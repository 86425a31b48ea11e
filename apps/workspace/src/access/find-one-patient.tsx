import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { findPatients } from '../api/patients.ts';
import { useSession } from '../app/session-context.ts';
import { Problem } from '../components/problem-panel.tsx';
import { useNow } from '../components/use-now.ts';
import { identityOf } from '../record/patient-summary.ts';

const MOST = 8;

/** Finds the patient whose access is to be changed; a patient who is guarded already is chosen from the list of guarded records. */
export function FindOnePatient({ onChoose }: { onChoose: (patientId: string) => void }) {
  const { practice: { ods } } = useSession();
  const id = useId();
  const now = useNow();
  const find = useMutation({ mutationFn: (text: string) => findPatients(ods, text, MOST, new AbortController().signal) });
  return (
    <section className="card" aria-labelledby={`${id}h`}>
      <h2 id={`${id}h`}>A patient</h2>
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = new FormData(event.currentTarget).get('text');
          if (typeof typed === 'string' && typed.trim() !== '') find.mutate(typed.trim());
        }}
      >
        <label htmlFor={`${id}t`}>Name, date of birth or NHS number</label>
        <input id={`${id}t`} name="text" type="text" autoComplete="off" spellCheck={false} />
        <button type="submit" className="button">Find</button>
      </form>
      {find.isError && <Problem error={find.error} />}
      <p role="status" className="quiet">{find.data === undefined ? '' : find.data.patients.length === 0 ? 'No patient found. A guarded patient is not found here.' : `Showing ${find.data.patients.length} of ${find.data.total}`}</p>
      <ul className="entries">
        {find.data?.patients.map((patient) => {
          const { name, spokenName, born, nhsNumber } = identityOf(patient, now);
          return (
            <li key={patient.id} className="entry-head">
              <span><strong>{name}</strong> <span className="quiet">Born</span> {born} <span className="quiet">NHS No.</span> <span className="nowrap">{nhsNumber}</span></span>
              <button type="button" className="button small" onClick={() => { find.reset(); onChoose(patient.id); }}>Choose<span className="visually-hidden"> {spokenName}, born {born}</span></button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
