import type { Transaction } from '../store/database.ts';
import type { Principal } from './principal.ts';

/** The audit row of a change to who may see what, in the change's own transaction. `target` names a thing, never a reason given. */
export function auditAccess(tx: Transaction, principal: Principal, action: string, patient: string, target: string): Promise<unknown> {
  return tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), $2, $3, $4, 'success', $5, $6)`, [
    tx.practice, principal.account, principal.role, action, patient, target,
  ]);
}
