import { Problem } from '../../errors.ts';
import { patientOf } from '../../fhir/compartment.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import type { Transaction } from '../../store/database.ts';
import { list, listOf } from '../../store/list.ts';

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
 * nothing referred to is deleted meanwhile.
 */
export async function refuseDangling(tx: Transaction, written: readonly Written[]): Promise<void> {
  const own = new Set(written.map(({ resource }) => `${resource.resourceType}/${resource.id}`));
  const places = new Map<string, string>();
  for (const { resource, place } of written) {
    eachReference(resource, place, (reference, path) => {
      const target = localReference(reference);
      if (target !== undefined && !own.has(target) && !places.has(target)) places.set(target, path);
    });
  }
  if (places.size === 0) return;
  const records = [...new Set(written.map(({ resource }) => patientOf(resource)))].sort();
  const [, missing] = await Promise.all([
    tx.query(`select 1 from record where practice = $1 and patient = any(${listOf(2)}) order by patient for update`, [tx.practice, list(records.filter((patient) => patient !== ''))]),
    tx.query<{ target: string }>(
      // A scalar subquery is looked up by key for each target; as an anti-join it may be planned as a scan of the practice.
      `select k.target from unnest(${listOf(2)}) as k(target)
       where (select true from resource r where r.practice = $1 and r.type = split_part(k.target, '/', 1) and r.id = split_part(k.target, '/', 2)) is null`,
      [tx.practice, list([...places.keys()])],
    ),
  ]);
  if (missing.length === 0) return;
  const message = 'refers to something that is not here';
  throw new Problem('invalid', `The resource ${message}`, { issues: missing.map(({ target }) => ({ code: 'not-found', expression: places.get(target) ?? '', message })) });
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
