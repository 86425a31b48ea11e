import { SourceError } from '../../import/contract.ts';
import { isObject } from '../reading/reader.ts';
import { RESOURCE_TYPES } from '../resources/types.ts';
import type { ResourceType } from '../resources/types.ts';
import type { RawEntry } from './entries.ts';
import { isResourceId, namedUuid } from './identity.ts';

/** What is to become of one source entry. Decided for all entries before any is converted, so references can lead anywhere. */
export interface PlannedEntry extends RawEntry {
  /** Absent for a type that is not taken over. */
  becomes: ResourceType | undefined;
  /** The R4 id. */
  newId: string;
  /** The identical entry that stands for this one. */
  sameAs: PlannedEntry | undefined;
  /** Contained resources that become resources of their own. */
  lifted: Lifted[];
  /** MedicationRequests and MedicationStatements that refer to this Medication. */
  usedBy: PlannedEntry[];
}

interface Lifted {
  place: string;
  /** The id within the container. */
  innerId: string;
  newId: string;
  resource: Readonly<Record<string, unknown>>;
}

export interface Plan {
  entries: PlannedEntry[];
  patient: PlannedEntry;
  /** By `Type/id` of the source, and by fullUrl. */
  byReference: ReadonlyMap<string, PlannedEntry>;
}

/**
 * Decides type and id of everything.
 * - A source id that FHIR R4 allows is kept; another becomes a UUID derived from it.
 * - A resource without id (GP Connect's area lists) gets a UUID derived from patient, type, code, title and position.
 * - Where two source types become one R4 type under the same id, the later gets a UUID derived from type and id.
 * - The same resource twice is taken once; two different resources under one id are refused.
 */
export function plan(raw: readonly RawEntry[]): Plan {
  const patientId = onlyPatientId(raw);
  const taken = new Set<string>();
  const seen = new Map<string, number>();
  const byReference = new Map<string, PlannedEntry>();
  const entries = raw.map((entry): PlannedEntry => {
    const becomes = RESOURCE_TYPES.get(entry.type);
    const sameAs = entry.id === '' ? undefined : byReference.get(`${entry.type}/${entry.id}`);
    if (sameAs && JSON.stringify(sameAs.resource) !== JSON.stringify(entry.resource)) {
      throw new SourceError(`${entry.place}.resource.id`, `is the id of ${sameAs.place} too`);
    }
    const sourceId = entry.id === '' ? derivedName(entry, patientId, seen) : entry.id;
    const newId = sameAs?.newId ?? freeId(becomes?.r4 ?? entry.type, entry.type, sourceId, taken);
    const planned = { ...entry, becomes, newId, sameAs, usedBy: [], lifted: becomes && !sameAs ? liftedFrom(entry, newId, taken) : [] };
    if (!sameAs && entry.id !== '') byReference.set(`${entry.type}/${entry.id}`, planned);
    if (entry.fullUrl !== undefined) byReference.set(entry.fullUrl, sameAs ?? planned);
    return planned;
  });
  for (const entry of entries) {
    const used = entry.type === 'MedicationRequest' || entry.type === 'MedicationStatement' ? medicationOf(entry) : undefined;
    if (used !== undefined && !entry.sameAs) byReference.get(used)?.usedBy.push(entry);
  }
  const patient = entries.find((entry) => entry.type === 'Patient');
  if (patient === undefined) throw new SourceError('entry', 'holds no Patient');
  return { entries, patient, byReference };
}

function onlyPatientId(raw: readonly RawEntry[]): string {
  const [patient, second] = raw.filter((entry) => entry.type === 'Patient');
  if (second !== undefined) throw new SourceError(`${second.place}.resource`, 'is a second Patient');
  if (patient?.id === '') throw new SourceError(`${patient.place}.resource.id`, 'is missing');
  return patient?.id ?? '';
}

function freeId(r4Type: string, type: string, sourceId: string, taken: Set<string>): string {
  const wanted = isResourceId(sourceId) ? sourceId : namedUuid(`${type}/${sourceId}`);
  const id = taken.has(`${r4Type}/${wanted}`) ? namedUuid(`${type}/${sourceId}`) : wanted;
  taken.add(`${r4Type}/${id}`);
  return id;
}

/** A name that stays the same from one export of a record to the next. Its slashes keep it from being an id. */
function derivedName({ type, resource }: RawEntry, patientId: string, seen: Map<string, number>): string {
  const { code, title } = resource;
  const coding: unknown = isObject(code) && Array.isArray(code['coding']) ? code['coding'][0] : undefined;
  const what = [isObject(coding) ? coding['code'] : '', title].map((part) => (typeof part === 'string' ? part : '')).join('/');
  const key = `${type}/${what}`;
  const position = seen.get(key) ?? 0;
  seen.set(key, position + 1);
  return `${patientId}/${key}/${position}`;
}

/** GP Connect puts ended allergies into their List. They are the patient's allergies and have to be found as such. */
function liftedFrom({ type, place, resource }: RawEntry, ownerId: string, taken: Set<string>): Lifted[] {
  const contained: unknown = resource['contained'];
  if (type !== 'List' || !Array.isArray(contained)) return [];
  return contained.flatMap((inner: unknown, i): Lifted[] => {
    if (!isObject(inner) || inner['resourceType'] !== 'AllergyIntolerance' || typeof inner['id'] !== 'string') return [];
    const innerId = inner['id'].replace(/^#/, '');
    const isGlobal = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(innerId);
    const newId = freeId('AllergyIntolerance', 'AllergyIntolerance', isGlobal ? innerId : `${ownerId}/#${innerId}`, taken);
    return [{ place: `${place}.resource.contained[${i}]`, innerId, newId, resource: inner }];
  });
}

function medicationOf({ resource }: RawEntry): string | undefined {
  const reference = resource['medicationReference'];
  return isObject(reference) && typeof reference['reference'] === 'string' ? reference['reference'] : undefined;
}
