import type { Transaction } from '../store/database.ts';

/** One step of an export in the audit: asked for, made (with how much), fetched. No patient data in `detail`. */
export async function auditExport(tx: Transaction, account: string, target: string, detail: string): Promise<void> {
  await tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target, detail) values ($1, now(), $2, 'system', 'export', 'success', '', $3, $4)`, [tx.practice, account, target, detail]);
}
