import { Day } from '../components/day.tsx';
import { useNow } from '../components/use-now.ts';
import { nameOf } from './model/people.ts';
import type { PatientRecord } from './model/record.ts';
import { addressLine, identityOf, phoneText, WITHHELD } from './patient-summary.ts';

/** Who and where the patient is: all that a person without access to the clinical record sees (PAB-0008). */
export function Demographics({ record, withheld }: { record: PatientRecord; withheld: boolean }) {
  const { patient } = record;
  const identity = identityOf(patient, useNow());
  const missing = withheld ? WITHHELD : 'Not recorded';
  return (
    <>
      <h1>Patient details</h1>
      <dl className="facts">
        <div><dt>Name</dt><dd>{identity.name}</dd></div>
        {identity.preferredName !== undefined && <div><dt>Preferred name</dt><dd>{identity.preferredName}</dd></div>}
        <div><dt>Born</dt><dd><Day date={identity.birthDate} missing="Not known" />{identity.age !== undefined && !identity.deceased && ` (${identity.age})`}</dd></div>
        {identity.deceased && <div><dt>Died</dt><dd><Day date={identity.died} missing="Date not known" /></dd></div>}
        <div><dt>Gender</dt><dd>{identity.gender}</dd></div>
        <div><dt>NHS No.</dt><dd className="nowrap">{identity.nhsNumber}</dd></div>
        <div><dt>Address</dt><dd>{addressLine(patient) ?? missing}</dd></div>
        {(patient.telecom ?? []).map((contact) => (
          <div key={`${contact.system}${contact.value}`}>
            <dt>{contact.system === 'email' ? 'Email' : contact.use === 'mobile' ? 'Mobile' : 'Phone'}</dt>
            <dd>{contact.system === 'email' ? contact.value : phoneText(contact.value ?? '')}</dd>
          </div>
        ))}
        <div><dt>Usual GP</dt><dd>{nameOf(record, patient.generalPractitioner?.[0]) ?? missing}</dd></div>
        <div><dt>Registered at</dt><dd>{nameOf(record, patient.managingOrganization) ?? missing}</dd></div>
      </dl>
    </>
  );
}
