import { useEffect, useState } from 'react';
import { FindOnePatient } from './find-one-patient.tsx';
import { GuardedRecords } from './guarded-records.tsx';
import { PatientAccess } from './patient-access.tsx';
import { SharingAgreements } from './sharing-agreements.tsx';

/** Who may see what, beyond role: guards, care teams, proxies, and other organisations. */
export function AccessPage() {
  const [patientId, setPatientId] = useState<string>();
  useEffect(() => { document.title = 'Access – Jenner'; }, []);
  return (
    <main id="main" className="view access" tabIndex={-1}>
      <h1>Access to records</h1>
      <p className="quiet">A role opens most records. Here a record is guarded, and people are let in until a day. Every change is recorded.</p>
      <div className="access-columns">
        <div className="column">
          <FindOnePatient onChoose={setPatientId} />
          {patientId !== undefined && <PatientAccess key={patientId} patientId={patientId} />}
        </div>
        <div className="column">
          <GuardedRecords onChoose={setPatientId} />
          <SharingAgreements />
        </div>
      </div>
    </main>
  );
}
