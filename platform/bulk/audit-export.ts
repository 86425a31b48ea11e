import type { Transaction } from '../store/database.ts';
import { list, listed, listOf } from '../store/list.ts';

/** One step of an export in the audit: asked for, made (with how much), fetched. No patient data in `detail`. */
export async function auditExport(tx: Transaction, account: string, target: string, detail: string): Promise<void> {
  await tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target, detail) values ($1, now(), $2, 'system', 'export', 'success', '', $3, $4)`, [tx.practice, account, target, detail]);
}

/**
 * That a file was fetched, and a row for each patient of whom something stands in it, so that who has seen a record can be
 * told of exports too: one for a patient, an export and a day, however many of its files they are in and however
 * often these are fetched. `patients` is a list's parameter (store/list.ts).
 */
export async function auditFetched(tx: Transaction, account: string, id: string, { number, type, resources, patients }: { number: number; type: string; resources: number; patients: string }): Promise<void> {
  await auditExport(tx, account, `export/${id}/${number}`, `${resources} resources of type ${type}`);
  const target = `export/${id}`;
  // By itself: a cluster does not take a look at the audit within a statement that writes it.
  const seen = await tx.query<{ patient: string }>(
    `select distinct patient from audit where practice = $1 and patient = any(${listOf(4)}) and actor = $2 and target = $3
       and at >= date_trunc('day', now() at time zone 'Europe/London') at time zone 'Europe/London'`,
    [tx.practice, account, target, patients],
  );
  const already = new Set(seen.map(({ patient }) => patient));
  await tx.query(
    `insert into audit (practice, at, actor, role, action, outcome, patient, target)
     select $1, now(), $2, 'system', 'export', 'success', k.patient, $3 from unnest(${listOf(4)}) k(patient)`,
    [tx.practice, account, target, list(listed(patients).filter((patient) => !already.has(patient)))],
  );
}
