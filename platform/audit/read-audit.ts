import { abilitiesOf, type Principal, readerOf } from '../access/principal.ts';
import type { Transaction, Value } from '../store/database.ts';
import { auditRead, readerValues, visiblePatient } from '../store/reader.ts';

/** What is asked of the audit. */
export interface AuditQuery {
  /** '' for the whole practice. */
  patient: string;
  /** Epoch milliseconds: from the first, up to and not including the second. */
  from: number;
  until: number;
  /** Who acted: an account's id, or the reference of the person it belongs to; '' for anybody. */
  agent: string;
  outcome: '' | 'success' | 'failure';
  count: number;
  /** The entry after which to go on; undefined for the newest. */
  after: { at: string; id: string } | undefined;
}

/** An audit row as it is shown, with the name of whoever acted. */
export interface AuditEntry {
  id: string;
  /** In microseconds since 1970: with the id, the entry's place. */
  at: string;
  recorded: string;
  actor: string;
  /** '' where the actor is a program that is not registered as a service. */
  name: string;
  reference: string;
  role: string;
  action: string;
  outcome: 'success' | 'refused' | 'failed';
  patient: string;
  target: string;
  detail: string;
}

const ENTRY = `
  select a.id, ((extract(epoch from a.at) * 1000000)::bigint)::text as at, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded,
         a.actor, coalesce(c.name, s.name, '') as name, coalesce(c.reference, '') as reference, a.role, a.action, a.outcome, a.patient, a.target, a.detail
  from audit a left join account c on c.practice = $1 and c.id = a.actor
         left join app_client s on s.practice = $1 and s.id = substr(a.actor, 8) and a.actor like 'client:%'`;

/** The rows that answer the question, newest first; one more than was asked for where there are more. */
export async function readAudit(tx: Transaction, query: AuditQuery): Promise<AuditEntry[]> {
  const values: Value[] = [tx.practice, query.from, query.until, query.count + 1, query.after?.at ?? '9007199254740991', query.after?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
  const parameter = (value: string): string => `$${values.push(value)}`;
  const conditions = [
    ...(query.patient === '' ? [] : [`a.patient = ${parameter(query.patient)}`]),
    ...(query.agent === '' ? [] : [`(a.actor = ${parameter(query.agent)} or c.reference = $${values.length})`]),
    ...(query.outcome === '' ? [] : [query.outcome === 'success' ? `a.outcome = 'success'` : `a.outcome <> 'success'`]),
  ];
  return tx.query<AuditEntry>(
    `${ENTRY}
     where a.practice = $1 and a.at >= to_timestamp($2::float8 / 1000) and a.at < to_timestamp($3::float8 / 1000)
       and (a.at, a.id) < (timestamptz 'epoch' + ($5::text)::bigint * interval '1 microsecond', $6::text::uuid)
       ${conditions.map((condition) => `and ${condition}`).join(' ')}
     order by a.at desc, a.id desc limit $4`,
    values,
  );
}

/** One row, by its place. */
export async function readEntry(tx: Transaction, { at, id }: { at: string; id: string }): Promise<AuditEntry | undefined> {
  const [entry] = await tx.query<AuditEntry>(
    `${ENTRY} where a.practice = $1 and a.at = timestamptz 'epoch' + ($2::text)::bigint * interval '1 microsecond' and a.id = $3::text::uuid`,
    [tx.practice, at, id],
  );
  return entry;
}

/** Whether the principal may know of this patient at all: guarded records are known to those who keep access, and to holders of a grant. */
export async function mayKnow(tx: Transaction, principal: Principal, patient: string): Promise<boolean> {
  if (principal.own !== null && !principal.own.includes(patient)) return false;
  const [row] = await tx.query<{ open: boolean }>(
    `select ${visiblePatient(3, 'i')} as open from patient_index i where i.practice = $1 and i.patient = $2`,
    [tx.practice, patient, ...readerValues(readerOf(principal))],
  );
  return row !== undefined && (row.open || abilitiesOf(principal).manageAccess);
}

/** That somebody asked the audit, in the audit; `allowed` false where they were refused. */
export async function auditAsking(tx: Transaction, principal: Principal, action: 'read' | 'search', patient: string, target: string, allowed: boolean): Promise<void> {
  if (allowed) return auditRead(tx, readerOf(principal), action, patient, target);
  await tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), $2, $3, $4, 'refused', $5, $6)`, [
    tx.practice, principal.account, principal.role, action, patient, target,
  ]);
}
