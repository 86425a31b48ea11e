import { useEffect } from 'react';
import { useSession } from '../app/session-context.ts';
import { AuditList } from './audit-list.tsx';

/** The practice's audit, for those who keep access to its records. */
export function AuditPage() {
  const { practice } = useSession();
  useEffect(() => { document.title = 'Audit – Jenner'; }, []);
  return (
    <main id="main" className="view" tabIndex={-1}>
      <h1>Audit of {practice.name}</h1>
      <p className="quiet">Everything that was read, written or refused here. Looking at this list is itself recorded.</p>
      <AuditList patientId="" />
    </main>
  );
}
