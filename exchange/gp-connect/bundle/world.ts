import type { Resource } from '@medplum/fhirtypes';
import { SourceError } from '../../import/contract.ts';
import { reference } from '../reading/datatypes.ts';
import { extension, keep } from '../reading/extensions.ts';
import { isObject, Reader } from '../reading/reader.ts';
import type { InlineMedication, Target, World } from '../reading/reader.ts';
import { medication as convertMedication } from '../resources/medication.ts';
import { RESOURCE_TYPES } from '../resources/types.ts';
import { displayOf } from './display.ts';
import type { Plan, PlannedEntry } from './plan.ts';

/** What the conversion of one entry may ask about the rest of the bundle. */
export function worldOf(entry: PlannedEntry, { byReference }: Plan): World {
  const inner = new Map(entry.lifted.map((each) => [`#${each.innerId}`, `AllergyIntolerance/${each.newId}`]));
  const world: World = {
    extension,
    keep: (url, value, place) => keep(url, value, place, world),
    contained: (value, place) => contained(value, place, world, entry),
    target(source, place) {
      if (source.startsWith('#')) return { reference: inner.get(source) ?? source };
      const found = find(source, byReference);
      if (found) return targetOf(found, byReference);
      if (/^(?!urn:uuid:)[a-z][a-z0-9+.-]*:/i.test(source)) return { reference: source };
      throw new SourceError(place, 'refers to something that the bundle does not hold');
    },
    medication(value, place) {
      const source = isObject(value) ? value['reference'] : undefined;
      const found = typeof source === 'string' ? find(source, byReference) : undefined;
      if (!found || !isInlined(found)) return wholeReference(value, place, world);
      return inline(found, value, place, world);
    },
  };
  return world;
}

/** True for a Medication that stands within the resources that refer to it. One with security labels cannot be contained. */
export function isInlined({ type, usedBy, resource }: PlannedEntry): boolean {
  return type === 'Medication' && usedBy.length > 0 && !(isObject(resource['meta']) && 'security' in resource['meta']);
}

/** `Type/id` in R4 of what an entry becomes; for an inlined Medication, of the first resource that refers to it. */
export function newReference(entry: PlannedEntry): string | undefined {
  const stands = isInlined(entry) ? entry.usedBy[0] : entry;
  return stands?.becomes && `${stands.becomes.r4}/${stands.newId}`;
}

function find(source: string, byReference: Plan['byReference']): PlannedEntry | undefined {
  return byReference.get(source) ?? byReference.get(source.replace(/\/_history\/[^/]+$/, ''));
}

function targetOf(entry: PlannedEntry, byReference: Plan['byReference']): Target {
  const to = newReference(entry);
  const display = displayOf(entry) ?? practitionerName(entry, byReference);
  return { ...(to !== undefined && { reference: to }), ...(display !== undefined && { display }) };
}

function practitionerName({ type, resource }: PlannedEntry, byReference: Plan['byReference']): string | undefined {
  const practitioner = type === 'PractitionerRole' ? resource['practitioner'] : undefined;
  const source = isObject(practitioner) ? practitioner['reference'] : undefined;
  const found = typeof source === 'string' ? find(source, byReference) : undefined;
  return found && displayOf(found);
}

function contained(value: unknown, place: string, world: World, entry: PlannedEntry): Resource | undefined {
  if (entry.lifted.some((each) => each.resource === value)) return undefined;
  const type = isObject(value) ? value['resourceType'] : undefined;
  const becomes = typeof type === 'string' ? RESOURCE_TYPES.get(type) : undefined;
  if (!isObject(value) || typeof type !== 'string' || !becomes) throw new SourceError(place, 'is of a type that is not taken over');
  const id = typeof value['id'] === 'string' ? value['id'].replace(/^#/, '') : '';
  if (id === '') throw new SourceError(`${place}.id`, 'is missing');
  return becomes.convert(new Reader(type, value, place, world), id);
}

function wholeReference(value: unknown, place: string, world: World): InlineMedication {
  const whole = reference(value, place, world);
  return whole === undefined ? {} : { medicationReference: whole };
}

/** Only the code is wanted, unless the Medication or the reference to it says more than that. */
function inline(found: PlannedEntry, value: unknown, place: string, world: World): InlineMedication {
  const read = convertMedication(new Reader('Medication', found.resource, `${found.place}.resource`, world), found.newId);
  const { resourceType: _type, id, code, ...more } = read;
  const isPlain = isObject(value) && Object.keys(value).length === 1;
  if (code && isPlain && Object.keys(more).length === 0) return { medicationCodeableConcept: code };
  const whole = reference({ ...(isObject(value) ? value : {}), reference: `#${id}` }, place, world);
  return { contained: [read], ...(whole && { medicationReference: whole }) };
}
