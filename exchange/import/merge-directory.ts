import { isDeepStrictEqual } from 'node:util';
import type { StoredResource } from '../../platform/fhir/resource.ts';

/** What becomes of a copy of a directory resource that the practice holds already. */
export interface MergedCopy {
  /** What stands, with the elements that only the copy has. */
  resource: StoredResource;
  /** Elements in which the copy says otherwise; what stands was kept. */
  differing: string[];
}

/**
 * A patient's record brings copies of the practice's own resources (its site, its staff), and two records may
 * bring different ones. What the practice holds stands, a copy only adds what it lacks: so the order of records
 * does not matter to what is known, and importing again changes nothing.
 */
export function mergeDirectoryCopy(standing: StoredResource, copy: StoredResource): MergedCopy {
  const held = new Map<string, unknown>(Object.entries(standing));
  const added: [string, unknown][] = [];
  const differing: string[] = [];
  for (const [element, value] of Object.entries(copy) as [string, unknown][]) {
    if (element === 'meta') continue;
    if (!held.has(element)) added.push([element, value]);
    else if (!isDeepStrictEqual(held.get(element), value)) differing.push(element);
  }
  return { resource: { ...standing, ...Object.fromEntries(added) }, differing };
}
