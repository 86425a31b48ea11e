import { useEffect, useId, useRef } from 'react';
import { GrantForm } from './grant-form.tsx';
import { Grants } from './grants.tsx';
import { Guards } from './guards.tsx';
import { PatientName } from './patient-name.tsx';

/** Everything that opens or closes one patient's record, beyond role. */
export function PatientAccess({ patientId }: { patientId: string }) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { heading.current?.focus(); }, []);
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}><PatientName patientId={patientId} /></h2>
      <Guards patientId={patientId} />
      <Grants patientId={patientId} />
      <GrantForm patientId={patientId} />
    </section>
  );
}
