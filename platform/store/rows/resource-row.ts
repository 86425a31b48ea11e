import type { Identifier, Patient, Resource } from '@medplum/fhirtypes';
import { audiencesOf } from '../../access/audience.ts';
import { isRestricted } from '../../access/mask.ts';
import { clinicalDate } from '../../fhir/clinical-date.ts';
import { DIRECTORY_TYPES, patientOf } from '../../fhir/compartment.ts';
import { fhirInterval } from '../../fhir/dates.ts';
import { isValidNhsNumber, NHS_NUMBER_SYSTEM } from '../../fhir/nhs-number.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import { type CodedEntry, codedEntriesOf } from './coded-entries.ts';
import { indexKey } from './index-key.ts';
import { nameWords, searchWords } from './name-words.ts';
import { type SearchValue, searchValuesOf } from './search-values.ts';

/** Everything the store derives from one resource. Pure: the same resource gives the same row. */
export interface ResourceRow {
  resource: StoredResource;
  type: string;
  id: string;
  patient: string;
  audience: number;
  /** ISO instant of the clinical date's start, or '-infinity' where there is none. */
  date: string;
  codes: CodedEntry[];
  identifiers: { system: string; value: string }[];
  /** What else it is looked up by, where its type is one of the few. */
  searchValues: SearchValue[];
  /** Directory resources it refers to. */
  directory: string[];
  person: PersonRow | undefined;
}

/** What a patient is found by. */
export interface PersonRow {
  nhsNumber: string | undefined;
  birthDate: string | undefined;
  gender: string | undefined;
  deceased: boolean;
  /** Registered here; false for a past patient. */
  active: boolean;
  /** S-flag: platform/access/mask.ts. */
  restricted: boolean;
  words: string[];
  sortName: string;
}

const DIRECTORY = new RegExp(`^(?:${[...DIRECTORY_TYPES].join('|')})/[A-Za-z0-9.-]{1,64}`);

export function resourceRow(resource: StoredResource): ResourceRow {
  return {
    resource,
    type: resource.resourceType,
    id: resource.id,
    patient: patientOf(resource),
    audience: audiencesOf(resource),
    date: instantOf(resource),
    codes: codedEntriesOf(resource),
    identifiers: identifiersOf(resource),
    searchValues: searchValuesOf(resource),
    directory: directoryReferences(resource),
    person: resource.resourceType === 'Patient' ? personRow(resource) : undefined,
  };
}

function instantOf(resource: Resource): string {
  const date = clinicalDate(resource);
  const interval = date === undefined ? undefined : fhirInterval(date);
  const instant = interval === undefined ? '' : new Date(interval.low).toISOString();
  // A zone can carry a date out of the years 1 to 9999, which ISO 8601 writes with a sign.
  return /^[-+]|^0000|^$/.test(instant) ? '-infinity' : instant;
}

function identifiersOf(resource: Resource): { system: string; value: string }[] {
  if (!('identifier' in resource) || resource.identifier === undefined) return [];
  const all: readonly Identifier[] = Array.isArray(resource.identifier) ? resource.identifier : [resource.identifier];
  const found: { system: string; value: string }[] = [];
  for (const given of all) {
    if (given.value === undefined) continue;
    const system = indexKey(given.system ?? '');
    const value = indexKey(given.value);
    if (!found.some((other) => other.system === system && other.value === value)) found.push({ system, value });
  }
  return found;
}

/** Walks the resource once; references sit at any depth. One to a version stands for the resource. */
function directoryReferences(value: unknown, found: string[] = []): string[] {
  if (Array.isArray(value)) {
    for (const item of value) directoryReferences(item, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const key in value) {
      const child: unknown = value[key as keyof typeof value];
      if (typeof child === 'object') directoryReferences(child, found);
      else if (key === 'reference' && typeof child === 'string') {
        const address = DIRECTORY.exec(child)?.[0];
        if (address !== undefined && !found.includes(address)) found.push(address);
      }
    }
  }
  return found;
}

function personRow(patient: Patient): PersonRow {
  const names = patient.name ?? [];
  const current = names.find((name) => name.use === 'official') ?? names.find((name) => name.use !== 'old') ?? names[0];
  const nhsNumber = patient.identifier?.find((identifier) => identifier.system === NHS_NUMBER_SYSTEM)?.value;
  return {
    nhsNumber: nhsNumber !== undefined && isValidNhsNumber(nhsNumber) ? nhsNumber : undefined,
    birthDate: patient.birthDate,
    gender: patient.gender,
    deceased: patient.deceasedDateTime !== undefined || patient.deceasedBoolean === true,
    active: patient.active !== false,
    restricted: isRestricted(patient),
    words: searchWords(names),
    sortName: [...nameWords(current?.family ?? ''), ...nameWords((current?.given ?? []).join(' '))].join(' '),
  };
}
