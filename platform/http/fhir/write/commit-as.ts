import { refuseClosedRecords } from '../../../access/closed-records.ts';
import { isRestricted } from '../../../access/mask.ts';
import type { Principal } from '../../../access/principal.ts';
import { patientOf } from '../../../fhir/compartment.ts';
import type { Transaction } from '../../../store/database.ts';
import { auditDetail } from '../../../store/reader.ts';
import { commit } from '../../../store/write/commit.ts';
import type { Change, Committed } from '../../../store/write/step.ts';

/** Commits changes as the principal, whom the records must be open to. The author comes from the session, never from the body (safety H20). */
export async function commitAs(tx: Transaction, changes: readonly Change[], principal: Principal): Promise<Committed[]> {
  const touched = changes.map((change) => (change.op === 'put' ? { type: change.resource.resourceType, patient: patientOf(change.resource), restricted: isRestricted(change.resource) } : { ...change, restricted: false }));
  await refuseClosedRecords(tx, principal, touched);
  return commit(tx, changes, { account: principal.account, role: principal.role, action: 'write', detail: auditDetail(principal) });
}
