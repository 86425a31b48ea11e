import type { Transaction } from '../../platform/store/database.ts';
import { readCurrent } from '../../platform/store/write/current.ts';
import { type ConvertedRecord, SourceError } from './contract.ts';

const LOCAL = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/;

/**
 * Refuses a record with a reference to something that neither the source (`known`, `Type/id`) nor the practice
 * holds. Contained, absolute and logical references are the sender's own business and pass.
 */
export async function refuseDangling(tx: Transaction, record: ConvertedRecord, known: ReadonlySet<string>): Promise<void> {
  const missing = new Map<string, string>();
  const places = new Map(record.entries.map((entry) => [entry.target, entry.place]));
  for (const resource of [record.patient, ...record.resources, ...record.directory]) {
    const own = `${resource.resourceType}/${resource.id}`;
    eachReference(resource, own, (reference, path) => {
      const [, type, id] = LOCAL.exec(reference) ?? [];
      if (type === undefined || known.has(`${type}/${id}`)) return;
      missing.set(`${type}/${id}`, `${places.get(own) ?? own}${path.slice(own.length)}`);
    });
  }
  if (missing.size === 0) return;
  const keys = [...missing.keys()].map((key) => ({ type: key.split('/')[0] ?? '', id: key.split('/')[1] ?? '' }));
  const standing = await readCurrent(tx, keys);
  for (const [key, place] of missing) {
    if (standing.get(key)?.content === undefined) throw new SourceError(place, `refers to a ${key.split('/')[0]} that is neither in the source nor in the practice`);
  }
}

function eachReference(value: unknown, path: string, found: (reference: string, path: string) => void): void {
  if (Array.isArray(value)) value.forEach((item, i) => eachReference(item, `${path}[${i}]`, found));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      if (key === 'reference' && typeof child === 'string') found(child, `${path}.reference`);
      else if (typeof child === 'object') eachReference(child, `${path}.${key}`, found);
    }
  }
}
