import { type Issue, Problem } from '../../errors.ts';
import { patientOf } from '../../fhir/compartment.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import type { Transaction } from '../../store/database.ts';
import { list, listOf } from '../../store/list.ts';
import { type Reader, readerValues, visiblePatient } from '../../store/reader.ts';

/** A resource about to be written, and what its place in the request is called. */
export interface Written {
  resource: StoredResource;
  place: string;
}

/** `Type/id` of a reference within the practice; undefined for a contained, absolute or logical one. */
export function localReference(reference: string): string | undefined {
  return /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(?=$|\/_history\/)/.exec(reference)?.[0];
}

/** Every literal reference in a value, at any depth, with its path. */
export function eachReference(value: unknown, path: string, found: (reference: string, path: string) => void): void {
  if (Array.isArray(value)) value.forEach((item, i) => eachReference(item, `${path}[${i}]`, found));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      if (key === 'reference' && typeof child === 'string') found(child, `${path}.reference`);
      else if (typeof child === 'object') eachReference(child, `${path}.${key}`, found);
    }
  }
}

/**
 * Before a write: refuses references to what is neither here nor among what is written. A record that is whole can be
 * taken to another system; one that points at nothing cannot. The records stay locked until the write, so that
 * nothing referred to is deleted meanwhile. A patient whom the writer may not see is not here, as far as they are told.
 */
export async function refuseDangling(tx: Transaction, written: readonly Written[], reader: Reader): Promise<void> {
  const places = new Map<string, Place[]>();
  for (const { resource, place } of written) {
    const patient = patientOf(resource);
    eachReference(resource, place, (reference, path) => {
      const target = localReference(reference);
      if (target !== undefined) places.set(target, [...(places.get(target) ?? []), { path, patient }]);
    });
  }
  if (places.size === 0) return;
  const records = new Map(written.map(({ resource }) => [`${resource.resourceType}/${resource.id}`, patientOf(resource)]));
  const patients = [...new Set(written.map(({ resource }) => patientOf(resource)))].sort();
  const [, standing] = await Promise.all([
    tx.query(`select 1 from record where practice = $1 and patient = any(${listOf(2)}) order by patient for update`, [tx.practice, list(patients.filter((patient) => patient !== ''))]),
    tx.query<{ target: string; patient: string | null }>(
      // A scalar subquery is looked up by key for each target; as an anti-join it may be planned as a scan of the practice.
      `select k.target, (select r.patient from resource r where r.practice = $1 and r.type = split_part(k.target, '/', 1) and r.id = split_part(k.target, '/', 2)
                           and (r.type <> 'Patient' or ${visiblePatient(3, 'r')})) as patient
       from unnest(${listOf(2)}) as k(target)`,
      [tx.practice, list([...places.keys()].filter((target) => !records.has(target))), ...readerValues(reader)],
    ),
  ]);
  for (const { target, patient } of standing) if (patient !== null) records.set(target, patient);
  const issues = [...places].flatMap(([target, all]) => all.flatMap(({ path, patient }) => faultOf(target, records.get(target), patient, path)));
  const [first] = issues;
  if (first !== undefined) throw new Problem('invalid', `The resource ${first.message}`, { issues, closed: await closedAmong(tx, [...places.keys()].filter((target) => !records.has(target))) });
}

/** Of targets that the writer was told are not here, the patients who are: somebody asked for a record that is closed to them. */
async function closedAmong(tx: Transaction, targets: readonly string[]): Promise<string[]> {
  const ids = targets.flatMap((target) => (target.startsWith('Patient/') ? [target.slice('Patient/'.length)] : []));
  const rows = ids.length === 0 ? [] : await tx.query<{ patient: string }>(`select patient from patient_index where practice = $1 and patient = any(${listOf(2)})`, [tx.practice, list(ids)]);
  return rows.map(({ patient }) => patient);
}

/** Where a reference stands, and in whose record. */
interface Place {
  path: string;
  patient: string;
}

/** An entry refers to its own record and to what is the practice's; to another's it may name the Patient, and nothing of theirs. */
function faultOf(target: string, standsIn: string | undefined, patient: string, expression: string): Issue[] {
  if (standsIn === undefined) return [{ code: 'not-found', expression, message: 'refers to something that is not here' }];
  if (standsIn === '' || patient === '' || standsIn === patient || target.startsWith('Patient/')) return [];
  return [{ code: 'value', expression, message: 'refers to an entry of another patient’s record' }];
}

/** After a deletion: takes it back while other resources of the record, or for the practice's own any, refer to what is gone. */
export async function refuseReferred(tx: Transaction, deleted: readonly { type: string; id: string; patient: string }[]): Promise<void> {
  for (const { type, id, patient } of deleted) {
    const name = `${type}/${id}`;
    const referring = await tx.query(
      `select 1 from resource where practice = $1 and patient = $2 and (content like '%"reference":"' || $3 || '"%' or content like '%"reference":"' || $3 || '/_history/%')
       union all
       select 1 from record where practice = $1 and $2 = '' and $3 = any(directory)
       limit 1`,
      [tx.practice, patient, name],
    );
    const message = type === 'Patient' ? 'The patient has a record: a Patient can be deleted only when nothing else stands in it' : `Other resources refer to the ${type}: change or delete them first, or in the same transaction`;
    if (referring.length > 0) throw new Problem('duplicate', message, { issues: [{ code: 'conflict', message }] });
  }
}
