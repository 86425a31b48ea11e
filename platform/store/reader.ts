import { type Audience, AUDIENCE } from '../access/audience.ts';
import { MASKED } from '../access/mask.ts';
import type { Transaction, Value } from './database.ts';
import { list, listOf } from './list.ts';

/** Who reads, as far as the store needs to know: the decision itself was made in platform/access. */
export interface Reader {
  account: string;
  role: string;
  /** 0 sees nothing. */
  audience: Audience | 0;
  /** The records this reader is confined to (besides what every patient may see of the practice's own); null for staff, who may look in any. */
  own: readonly string[] | null;
  /** The app that reads on the account's behalf, where one does. */
  app?: string;
}

/**
 * SQL that keeps a reader to what they may see, for a row of `resource`: the audience, the records they are confined
 * to, no guarded record (sealed, or of somebody well known) without a grant that holds now, and no related person of
 * a restricted patient. Takes three parameters from number `first` on: `readerValues(reader)`. `$1` is the practice: told to
 * every table by itself, so that a cluster knows on which of its nodes all of it is.
 */
export function visibleTo(first: number, row = 'r'): string {
  return `${visiblePatient(first, row)}
    and (${row}.type <> 'RelatedPerson' or ${granted(first + 2, row, 'break-glass')}
      or not exists (select from patient_index p where p.practice = $1 and p.patient = ${row}.patient and p.restricted))`;
}

/** The same for a row of `patient_index`, which stands for its Patient. */
export function visiblePatient(first: number, row: string): string {
  return `${row}.audience & $${first}::smallint <> 0
    and ($${first + 1}::text is null or (${row}.patient = '' and ${row}.audience & ${AUDIENCE.patient} <> 0) or ${row}.patient = any(string_to_array($${first + 1}, ',')))
    and ($${first}::smallint = ${AUDIENCE.patient} or ${granted(first + 2, row, 'care-team', 'break-glass')}
      or not exists (select from guard g where g.practice = $1 and g.patient = ${row}.patient))`;
}

/**
 * SQL for the JSON of a resource `row` as the reader of the same three parameters may read it: the contact details of
 * a restricted patient (S-flag) are masked, but for somebody who has broken the glass on that record.
 */
export function contentFor(first: number, row = 'r'): string {
  return `case when ${row}.masked is null or ${glassBroken(first, row)} then ${row}.content else ${row}.masked end`;
}

/**
 * The same for a version out of the past. What it was before the patient was restricted tells as much as what it is now, and
 * stays masked when the Patient has been deleted since.
 */
export function pastContentFor(first: number, row = 'r'): string {
  const patient = `from patient_index p where p.practice = $1 and p.patient = ${row}.patient`;
  return `case when ${row}.type = 'Patient' and ${row}.masked is null and not ${glassBroken(first, row)}
      and (exists (select ${patient} and p.restricted) or (not exists (select ${patient})
        and exists (select from history m where m.practice = $1 and m.type = 'Patient' and m.id = ${row}.patient and m.masked is not null)))
    then (${row}.content::jsonb - '{${MASKED.join(',')}}'::text[])::text else ${contentFor(first, row)} end`;
}

/** The parameters of `visibleTo` and `contentFor`. */
export function readerValues({ audience, own, account }: Reader): [number, string | null, string] {
  return [audience, own === null ? null : own.join(','), account];
}

/** SQL that tells whether the reader of the same three parameters has broken the glass on the record of `row`. */
export function glassBroken(first: number, row: string): string {
  return granted(first + 2, row, 'break-glass');
}

/** Whether the account of parameter `n` holds a grant of one of the kinds for the record of `row` now. */
function granted(n: number, row: string, ...kinds: readonly ('care-team' | 'break-glass')[]): string {
  return `exists (select from access_grant a where a.practice = $1 and a.patient = ${row}.patient and a.account = $${n}
      and a.kind in (${kinds.map((kind) => `'${kind}'`).join(', ')}) and a.ends > now())`;
}

/** The audit row of a read, in the transaction that reads: on the disk before the reader has an answer. */
export async function auditRead(tx: Transaction, reader: Reader, action: 'read' | 'search', patient: string, target: string, outcome: 'success' | 'failed' = 'success'): Promise<void> {
  const values: Value[] = [tx.practice, reader.account, reader.role, action, patient, target, outcome, auditDetail(reader)];
  await tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target, detail) values ($1, now(), $2, $3, $4, $7, $5, $6, $8)`, values);
}

/** The audit rows of patients who were shown in an answer without being asked for by name: one each. */
export async function auditShown(tx: Transaction, reader: Reader, action: 'read' | 'search', patients: Iterable<string>, target: string): Promise<void> {
  const shown = [...new Set(patients)].filter((patient) => patient !== '');
  if (shown.length === 0) return;
  await tx.query(
    `insert into audit (practice, at, actor, role, action, outcome, patient, target, detail) select $1, now(), $2, $3, $4, 'success', k.patient, $6, $7 from unnest(${listOf(5)}) k(patient)`,
    [tx.practice, reader.account, reader.role, action, list(shown), target, auditDetail(reader)],
  );
}

/** What an audit row says besides who: the app it was done through. */
export function auditDetail({ app }: { app?: string }): string {
  return app === undefined ? '' : `app ${app}`;
}
