import { AuditList } from './audit-list.tsx';

/** Who has seen this patient's record. */
export function AuditView({ patientId, heading: Heading = 'h1' }: { patientId: string; heading?: 'h1' | 'h2' }) {
  return (
    <>
      <Heading>Who saw this record</Heading>
      <p className="quiet">Looking at this list is itself recorded. The patient sees who was in their record and on which day.</p>
      <AuditList patientId={patientId} />
    </>
  );
}
