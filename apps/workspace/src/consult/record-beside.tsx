import { Day } from '../components/day.tsx';
import { lastValuesOf } from '../record/model/last-values.ts';
import { medicinesOf } from '../record/model/medication.ts';
import { problemsOf } from '../record/model/problems.ts';
import type { PatientRecord } from '../record/model/record.ts';

/** What one looks at while writing a note: problems, medication and last values. */
export function RecordBeside({ record }: { record: PatientRecord }) {
  const problems = problemsOf(record).filter((problem) => problem.active);
  const medicines = medicinesOf(record).filter((medicine) => medicine.current);
  const values = lastValuesOf(record).filter((value) => value.shown !== undefined);
  return (
    <>
      {values.length > 0 && (
        <section className="card">
          <h2>Last values</h2>
          <dl className="last-values">{values.map(({ label, shown, entry }) => <div key={label}><dt>{label}</dt><dd><strong>{shown}</strong> <Day date={entry?.date} /></dd></div>)}</dl>
        </section>
      )}
      <section className="card">
        <h2>Active problems ({problems.length})</h2>
        <ul className="lines">{problems.map(({ entry, onset }) => <li key={entry.key}><Day date={onset ?? entry.date} /><span>{entry.term}</span></li>)}</ul>
      </section>
      <section className="card">
        <h2>Current medication ({medicines.length})</h2>
        <ul className="lines">{medicines.map((medicine) => <li key={medicine.key}><span><strong>{medicine.drug}</strong> — <span className="label">DOSE</span> {medicine.dose}</span></li>)}</ul>
      </section>
    </>
  );
}
