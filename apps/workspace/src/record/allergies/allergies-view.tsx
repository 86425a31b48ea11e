import { Day } from '../../components/day.tsx';
import { allergiesOf } from '../model/allergies.ts';
import type { Allergy } from '../model/allergies.ts';
import type { PatientRecord } from '../model/record.ts';

/** Adverse drug reaction risks (ADR-): one row per agent; what is not coded says that decision support cannot see it (ADR-0055). */
export function AllergiesView({ record }: { record: PatientRecord }) {
  const { active, ended, noneKnown, state } = allergiesOf(record);
  return (
    <>
      <h1>Adverse drug reaction risks</h1>
      {noneKnown.map((entry) => (
        <p key={entry.key} className="statement">
          <strong>{entry.term}</strong> <Day date={entry.date} missing="Date not recorded" /> {entry.author ?? 'Author not recorded'}
        </p>
      ))}
      {state === 'Allergies not recorded' && <p className="statement"><strong>Risk status unknown</strong>: nobody has recorded whether there are any.</p>}
      {active.length > 0 && <AllergyTable label="Adverse drug reaction risks" allergies={active} />}
      {ended.length > 0 && (
        <>
          <h2>Ended</h2>
          <AllergyTable label="Ended adverse drug reaction risks" allergies={ended} />
        </>
      )}
    </>
  );
}

function AllergyTable({ label, allergies }: { label: string; allergies: readonly Allergy[] }) {
  return (
    <div className="table-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="table">
        <thead><tr><th scope="col">Drug / substance</th><th scope="col">Past reactions</th><th scope="col">Updated</th><th scope="col">Recorded by</th><th scope="col">Status</th></tr></thead>
        <tbody>
          {allergies.map(({ entry, coded, reactions, updated, status }) => (
            <tr key={entry.key}>
              <th scope="row" className={coded ? '' : 'uncoded'}>
                {entry.term}
                {!coded && <div className="note alert">Not coded: will not trigger decision support</div>}
                {entry.hiddenFromPatient && <span className="tag hidden-mark">Hidden from patient</span>}
              </th>
              <td>{reactions === '' ? 'Not recorded' : reactions}{entry.text !== undefined && <div className="note">{entry.text}</div>}</td>
              <td><Day date={updated} /></td>
              <td>{entry.author ?? 'Not recorded'}</td>
              <td className="status">{status}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
