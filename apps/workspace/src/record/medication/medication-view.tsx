import { useRef, useState } from 'react';
import { Day } from '../../components/day.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { medicinesOf } from '../model/medication.ts';
import type { Medicine } from '../model/medication.ts';
import type { PatientRecord } from '../model/record.ts';
import { LookAhead } from './look-ahead.tsx';

/** Current medication, newest start first; or past medication; never both in one list (MEDv). */
export function MedicationView({ record }: { record: PatientRecord }) {
  const [which, setWhich] = useState<'current' | 'past'>('current');
  const list = useRef<HTMLTableSectionElement>(null);
  const medicines = medicinesOf(record);
  const current = medicines.filter((medicine) => medicine.current);
  const shown = which === 'current' ? current : medicines.filter((medicine) => !medicine.current);
  return (
    <>
      <div className="view-head">
        <h1>{which === 'current' ? 'Current medication' : 'Past medication'}</h1>
        <Toggle label="Which medication" value={which} onChange={setWhich}
          options={[['current', `Current (${current.length})`], ['past', `Past (${medicines.length - current.length})`]]} />
      </div>
      {shown.length === 0 ? <p className="none">No {which} medication recorded</p> : (
        <div className="table-scroll" role="region" aria-label={`${which} medication`} tabIndex={0}>
          <table className="table medication">
            <thead>
              <tr>
                <th scope="col">Drug and dose</th><th scope="col">Quantity</th><th scope="col">Type</th><th scope="col">Started</th>
                {which === 'past' && <th scope="col">Ended</th>}
                <th scope="col">Last issued</th><th scope="col" className="number">Issues</th><th scope="col">Status</th><th scope="col">Prescriber</th>
              </tr>
            </thead>
            <tbody ref={list}>{shown.map((medicine) => <MedicineRow key={medicine.key} medicine={medicine} past={which === 'past'} />)}</tbody>
          </table>
        </div>
      )}
      <LookAhead key={shown.map((medicine) => medicine.key).join()} list={list} names={shown.map((medicine) => medicine.drug)} />
    </>
  );
}

function MedicineRow({ medicine, past }: { medicine: Medicine; past: boolean }) {
  return (
    <tr>
      <th scope="row">
        <strong className="drug">{medicine.drug}</strong>
        <div className="dose"><span className="label">DOSE</span> {medicine.dose}</div>
        {medicine.notes !== undefined && <div className="note">{medicine.notes}</div>}
        {medicine.hiddenFromPatient && <span className="tag hidden-mark">Hidden from patient</span>}
      </th>
      <td className="nowrap">{medicine.quantity ?? 'Not recorded'}</td>
      <td>{medicine.type}</td>
      <td><Day date={medicine.started} /></td>
      {past && <td><Day date={medicine.ended} /></td>}
      <td><Day date={medicine.lastIssued} missing="Not issued here" /></td>
      <td className="number">{medicine.issues ?? '–'}</td>
      <td>{medicine.status}</td>
      <td>{medicine.prescriber ?? 'Not recorded'}</td>
    </tr>
  );
}
