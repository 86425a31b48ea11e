import { patientOf } from '../../platform/fhir/compartment.ts';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import { SourceError } from './contract.ts';
import { acceptR4, type R4Entry, readR4Record } from './read-r4.ts';

type Validate = Parameters<typeof acceptR4>[2];

/** What a source holds, patient by patient, and what belongs to the practice. */
export interface R4Groups {
  practice: R4Entry[];
  patients: R4Entry[][];
  /** `Type/id` of everything in the source. */
  known: ReadonlySet<string>;
}

/** The records in a FHIR R4 Bundle, one for each Patient in it. One that cannot be taken stops the whole Bundle. */
export function readR4Bundle(bundle: object, validate: Validate): R4Groups {
  const entries = 'entry' in bundle && Array.isArray(bundle.entry) ? (bundle.entry as unknown[]) : [];
  if (entries.length === 0) throw new SourceError('entry', 'is empty: the Bundle holds nothing');
  const addresses = addressesOf(entries);
  const groups = new Map<string, R4Entry[]>([['', []]]);
  const known = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const place = `entry[${i}].resource`;
    const resource = acceptR4(retarget(resourceOf(entry), addresses), place, validate);
    known.add(`${resource.resourceType}/${resource.id}`);
    groups.set(patientOf(resource), [...(groups.get(patientOf(resource)) ?? []), { place, resource }]);
  }
  const [practice = [], ...patients] = groups.values();
  if (patients.length === 0) throw new SourceError('entry', 'holds no Patient');
  for (const group of patients) readR4Record([...practice, ...group], validate);
  return { practice, patients, known };
}

function resourceOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'resource' in entry ? entry.resource : undefined;
}

/** fullUrl → `Type/id`, so that absolute and `urn:uuid:` references become references within the practice. */
function addressesOf(entries: readonly unknown[]): Map<string, string> {
  const addresses = new Map<string, string>();
  for (const entry of entries) {
    const resource = resourceOf(entry);
    if (typeof entry !== 'object' || entry === null || !('fullUrl' in entry) || typeof entry.fullUrl !== 'string') continue;
    if (isNamed(resource)) addresses.set(entry.fullUrl, `${resource.resourceType}/${resource.id}`);
  }
  return addresses;
}

function isNamed(resource: unknown): resource is Pick<StoredResource, 'resourceType' | 'id'> {
  return typeof resource === 'object' && resource !== null && 'id' in resource && 'resourceType' in resource;
}

function retarget(value: unknown, addresses: Map<string, string>): unknown {
  if (addresses.size === 0 || value === undefined) return value;
  return JSON.parse(JSON.stringify(value), (key, text: unknown) => (key === 'reference' && typeof text === 'string' ? (addresses.get(text) ?? text) : text));
}
