import { isValidNhsNumber, normaliseNhsNumber } from '../../platform/fhir/nhs-number.ts';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import { SourceError } from '../import/contract.ts';
import type { ConvertedRecord, SourceEntry } from '../import/contract.ts';
import { readEntries } from './bundle/entries.ts';
import { plan } from './bundle/plan.ts';
import type { Plan, PlannedEntry } from './bundle/plan.ts';
import { isInlined, newReference, worldOf } from './bundle/world.ts';
import { isMasked } from './reading/datatypes.ts';
import { isObject, Reader } from './reading/reader.ts';
import { allergyIntolerance } from './resources/allergy-intolerance.ts';
import { patient as convertPatient } from './resources/patient.ts';

/**
 * GP Connect "migrate structured record": one patient's whole record as a FHIR STU3 Bundle, to FHIR R4 (UK Core).
 *
 * Keeps everything: each resource type's mapping stands on top of its file in `resources/`; what a mapping does not
 * name, and what R4 has no element for, stays as an extension. Codes, texts, identifiers and dates pass through as
 * they are. Each source entry has one outcome.
 *
 * `nhsNumber` replaces the placeholder that some exports carry in place of the NHS number.
 * Throws a SourceError, with the place, for a source that cannot be taken without guessing.
 */
export function convertStructuredRecord(bundle: unknown, options: { nhsNumber?: string } = {}): ConvertedRecord {
  const nhsNumber = options.nhsNumber === undefined ? undefined : normaliseNhsNumber(options.nhsNumber);
  if (nhsNumber !== undefined && !isValidNhsNumber(nhsNumber)) throw new SourceError('options.nhsNumber', 'is not a valid NHS number');
  const planned = plan(readEntries(bundle));
  const { patient: source } = planned;
  const patient = convertPatient(readerOf(source, planned), source.newId, nhsNumber);
  const resources: StoredResource[] = [];
  const directory: StoredResource[] = [];
  const entries = planned.entries.map((entry): SourceEntry => {
    const fate = fateOf(entry);
    if (fate.outcome !== 'stored') return fate;
    if (entry === source) return patient.identifier?.some(isMasked) ? { ...fate, reason: MASKED } : fate;
    if (!entry.becomes) return fate;
    const converted = entry.becomes.convert(readerOf(entry, planned), entry.newId);
    (entry.becomes.directory ? directory : resources).push(converted, ...lifted(entry, planned));
    return fate;
  });
  return { patient, resources, directory, entries };
}

/** True for a GP Connect structured record, by its content: the profile it names, or resources only STU3 has. */
export function isStructuredRecord(json: unknown): boolean {
  if (!isObject(json) || json['resourceType'] !== 'Bundle') return false;
  if (profiles(json).some((profile) => profile.startsWith(BUNDLE_PROFILE))) return true;
  const entries: unknown = json['entry'];
  if (!Array.isArray(entries)) return false;
  return entries.some((entry: unknown) => {
    const resource = isObject(entry) ? entry['resource'] : undefined;
    if (!isObject(resource)) return false;
    return resource['resourceType'] === 'ProcedureRequest' || resource['resourceType'] === 'ReferralRequest'
      || profiles(resource).some((profile) => profile.startsWith(RESOURCE_PROFILE));
  });
}

const BUNDLE_PROFILE = 'https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1';
const RESOURCE_PROFILE = 'https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-';
const MASKED = 'The NHS number is a placeholder: it was marked as masked, and the record has no NHS number.';

function profiles(resource: Readonly<Record<string, unknown>>): string[] {
  const meta = resource['meta'];
  const profile = isObject(meta) ? meta['profile'] : undefined;
  return Array.isArray(profile) ? profile.filter((each) => typeof each === 'string') : [];
}

function readerOf(entry: PlannedEntry, planned: Plan): Reader {
  return new Reader(entry.type, entry.resource, `${entry.place}.resource`, worldOf(entry, planned));
}

function lifted(entry: PlannedEntry, planned: Plan): StoredResource[] {
  return entry.lifted.map((each) =>
    allergyIntolerance(new Reader('AllergyIntolerance', each.resource, each.place, worldOf(entry, planned)), each.newId));
}

function fateOf(entry: PlannedEntry): SourceEntry {
  const { place, type, id, sameAs } = entry;
  const target = newReference(sameAs ?? entry);
  if (target === undefined) return { place, type, id, outcome: 'rejected', reason: `${type} is not a part of a GP record that is taken over.` };
  if (sameAs) return { place, type, id, outcome: 'merged', target, reason: `It is the same as ${sameAs.place}.` };
  if (!isInlined(entry)) return { place, type, id, outcome: 'stored', target };
  const count = entry.usedBy.length;
  return { place, type, id, outcome: 'merged', target, reason: `It stands within each resource that refers to it: ${count} in all, of which this is the first.` };
}
