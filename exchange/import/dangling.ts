import { eachReference, localReference } from '../../platform/http/fhir/references.ts';
import type { Transaction } from '../../platform/store/database.ts';
import { readCurrent } from '../../platform/store/write/current.ts';
import { type ConvertedRecord, SourceError } from './contract.ts';

/**
 * Refuses a record with a reference to something that neither the source (`known`, `Type/id`) nor the practice
 * holds. Contained, absolute and logical references are the sender's own business and pass; so do those of the
 * directory resources, of which a record carries only a part.
 */
export async function refuseDangling(tx: Transaction, record: ConvertedRecord, known: ReadonlySet<string>): Promise<void> {
  const missing = new Map<string, string>();
  const places = new Map(record.entries.map((entry) => [entry.target, entry.place]));
  for (const resource of [record.patient, ...record.resources]) {
    const own = `${resource.resourceType}/${resource.id}`;
    eachReference(resource, own, (reference, path) => {
      const target = localReference(reference);
      if (target !== undefined && !known.has(target)) missing.set(target, `${places.get(own) ?? own}${path.slice(own.length)}`);
    });
  }
  if (missing.size === 0) return;
  const keys = [...missing.keys()].map((key) => ({ type: key.split('/')[0] ?? '', id: key.split('/')[1] ?? '' }));
  const standing = await readCurrent(tx, keys);
  for (const [key, place] of missing) {
    if (standing.get(key)?.content === undefined) throw new SourceError(place, `refers to something that is neither in the source nor in the practice (${key.split('/')[0]})`);
  }
}
