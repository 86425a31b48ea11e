import type { Quantity, Resource } from '@medplum/fhirtypes';
import { dateShape } from '../../../../../platform/fhir/date-shape.ts';
import { formatStaff } from '../../../../../platform/fhir/format.ts';
import { relativeReference } from '../../../../../platform/fhir/resource.ts';
import { entryTerm } from './entry-words.ts';
import { nameOf } from './people.ts';
import type { PatientRecord } from './record.ts';
import { formatQuantity } from './value.ts';

/** One thing an entry holds. `code` is set where the value is a code of a terminology. */
export interface Detail {
  label: string;
  value: string;
  code?: { system: string; code: string };
}

/** Every code, date, name, number and text of an entry, in the order it holds them. Nothing is left out but the subject. */
export function detailsOf(record: PatientRecord, resource: Resource): Detail[] {
  const details: Detail[] = [];
  for (const [name, value] of Object.entries(resource)) {
    if (!LEFT_OUT.has(name)) read(record, words(name), value, details);
  }
  if ('identifier' in resource) read(record, 'Identifier', resource.identifier, details);
  const { meta } = resource;
  details.push({ label: 'Version', value: meta?.versionId ?? 'not stated' });
  if (meta?.lastUpdated !== undefined) details.push({ label: 'Last changed', value: formatStaff(meta.lastUpdated) ?? meta.lastUpdated });
  if (meta?.source !== undefined) details.push({ label: 'Came from', value: meta.source });
  for (const label of meta?.security ?? []) details.push({ label: 'Security label', value: label.display ?? label.code ?? '' });
  details.push({ label: 'Reference', value: relativeReference(resource) });
  return [...details.filter((detail) => detail.code), ...details.filter((detail) => !detail.code)];
}

const LEFT_OUT = new Set(['resourceType', 'id', 'meta', 'subject', 'patient', 'contained', 'text', 'identifier']);
const MACHINERY = new Set(['url', 'id', 'userSelected']);

const SYSTEMS: Readonly<Record<string, string>> = {
  'http://snomed.info/sct': 'SNOMED CT', 'http://loinc.org': 'LOINC', 'http://read.info/readv2': 'Read v2', 'http://read.info/ctv3': 'CTV3',
  'https://fhir.hl7.org.uk/Id/egton-codes': 'EMIS', 'https://fhir.hl7.org.uk/Id/emis-drug-codes': 'EMIS drug', 'https://dmd.nhs.uk': 'dm+d',
  'http://unitsofmeasure.org': 'UCUM', 'http://hl7.org/fhir/sid/icd-10': 'ICD-10',
};

/** The name a reader knows a code system by; the last part of its address otherwise. */
export function systemName(system: string): string {
  return SYSTEMS[system] ?? system.split('/').at(-1) ?? system;
}

function read(record: PatientRecord, label: string, value: unknown, into: Detail[]): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'boolean') into.push({ label, value: value ? 'Yes' : 'No' });
  else if (typeof value === 'number') into.push({ label, value: String(value) });
  else if (typeof value === 'string') into.push({ label, value: dateShape(value) !== undefined && value.length > 4 ? formatStaff(value) ?? value : value });
  else if (Array.isArray(value)) for (const item of value) read(record, label, item, into);
  else if (typeof value === 'object') readObject(record, label, value, into);
}

function readObject(record: PatientRecord, label: string, value: object, into: Detail[]): void {
  if ('reference' in value && typeof value.reference === 'string') {
    into.push({ label, value: referenceWords(record, value.reference, 'display' in value ? value.display : undefined) });
    return;
  }
  if ('code' in value && typeof value.code === 'string' && 'system' in value && typeof value.system === 'string' && !('value' in value)) {
    const display = 'display' in value && typeof value.display === 'string' ? value.display : '';
    into.push({ label, value: display, code: { system: value.system, code: value.code } });
    if ('extension' in value) read(record, `${label} description`, value.extension, into);
    return;
  }
  if (isQuantity(value)) {
    into.push({ label, value: formatQuantity(value) ?? '' });
    return;
  }
  if ('url' in value && typeof value.url === 'string' && !('contentType' in value)) {
    readExtension(record, value.url, value, into);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (MACHINERY.has(name)) continue;
    const nested = name === 'coding' || name === 'value' || name === 'text' ? label : name === 'extension' ? label : `${label} ${words(name).toLowerCase()}`;
    read(record, nested, inner, into);
  }
}

function isQuantity(value: object): value is Quantity {
  return 'value' in value && typeof value.value === 'number';
}

function readExtension(record: PatientRecord, url: string, extension: object, into: Detail[]): void {
  const name = words((url.split('/').at(-1) ?? url).replace(/^Extension-(?:CareConnect-|UKCore-|GPC-)*/, '').replace(/-\d+$/, ''));
  for (const [key, inner] of Object.entries(extension)) {
    if (key !== 'url' && key !== 'id') read(record, name, inner, into);
  }
}

function referenceWords(record: PatientRecord, reference: string, display: unknown): string {
  const name = nameOf(record, { reference });
  const found = record.find(reference);
  if (name !== undefined) return name;
  if (typeof display === 'string') return display;
  return found ? entryTerm(record, found) : `${reference} (not in this record)`;
}

/** `effectiveDateTime` → `Effective`, `recordedDate` → `Recorded date`. */
function words(name: string): string {
  const spaced = name.replace(/(DateTime|CodeableConcept|Quantity|Period|String|Reference)$/, '').replace(/-/g, ' ')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase().trim();
  const text = spaced === '' ? name : spaced;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
