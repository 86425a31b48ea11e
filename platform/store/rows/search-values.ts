import { type ParameterShape, searchDefinitions } from '../../fhir/search/definitions.ts';
import { type Extractor, extractorOf, type Found } from '../../fhir/search/extract.ts';
import { rangeOf } from '../../fhir/search/date.ts';
import { addressOf } from '../../fhir/search/reference.ts';
import { textsOf, wordsOf } from '../../fhir/search/text.ts';
import { plainNumber, tokensOf } from '../../fhir/search/token.ts';
import { clinicalDate } from '../../fhir/clinical-date.ts';
import { fhirInterval } from '../../fhir/dates.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import { indexKey } from './index-key.ts';

/** One row of search_value. */
export interface SearchValue {
  param: string;
  value: string;
}

/** Types that a record is full of: they are found by their patient, a code or an identifier, and have no such rows. */
const MANY: ReadonlySet<string> = new Set([
  'Observation', 'Encounter', 'Condition', 'MedicationRequest', 'MedicationStatement', 'Immunization', 'AllergyIntolerance', 'Procedure',
  'DiagnosticReport', 'DocumentReference', 'List', 'Specimen', 'ServiceRequest', 'Medication', 'Provenance', 'AuditEvent', 'Binary',
]);
/** Of Patient, which has tables of its own for the rest, what else a patient is looked up by. */
const OF_PATIENT: ReadonlySet<string> = new Set(['general-practitioner', 'organization', 'telecom', 'address-postalcode', 'link']);
const INDEXED = new Set(['token', 'string', 'reference', 'uri', 'date']);
/** What has no single start, or is too long to be worth a row a word. */
const UNINDEXED_TYPES = new Set(['Period', 'Timing', 'markdown']);

/** Whether the values of a parameter of a type are in search_value: then a look-up there misses nothing. */
export function isIndexed(type: string, name: string, shape: ParameterShape): boolean {
  if (MANY.has(type) || (type === 'Patient' && !OF_PATIENT.has(name))) return false;
  if (name === 'identifier' || name.startsWith('_')) return false;
  return INDEXED.has(shape.type) && !shape.paths.some(([, found]) => UNINDEXED_TYPES.has(found));
}

/** Types whose entries are looked up by code and date at once: their `date` parameter is what coded_entry dates them by. */
export const DATED: ReadonlySet<string> = new Set(['Observation', 'DiagnosticReport', 'Immunization']);
/** The longest that a dated entry lasts which coded_entry alone speaks for. */
export const LONGEST = 25 * 3_600_000;
/** The mark of the few others, which last longer or begin at another moment. */
export const OTHERWISE_DATED = '~dated';

/** Whether the moment in coded_entry is not enough to tell when the resource was. */
function isOtherwiseDated(resource: StoredResource): boolean {
  const { paths } = searchDefinitions().parameters[resource.resourceType]?.['date'] ?? { paths: [] };
  const date = clinicalDate(resource);
  const start = date === undefined ? undefined : fhirInterval(date)?.low;
  return extractorOf(paths)(resource).map(rangeOf).some((range) => range !== undefined && (range.low !== start || range.high - range.low > LONGEST));
}

/** Every value that the resource is looked up by, each once. */
export function searchValuesOf(resource: StoredResource): SearchValue[] {
  if (DATED.has(resource.resourceType)) return isOtherwiseDated(resource) ? [{ param: OTHERWISE_DATED, value: '' }] : [];
  const parameters = indexedOf(resource.resourceType);
  if (parameters.length === 0) return [];
  const rows = new Map<string, SearchValue>();
  for (const { name, type, extract } of parameters) {
    for (const found of extract(resource)) {
      for (const value of lookupKeys(found, type)) rows.set(`${name} ${value}`, { param: name, value });
    }
  }
  return [...rows.values()];
}

interface Indexed {
  name: string;
  type: string;
  extract: Extractor;
}
const byType = new Map<string, Indexed[]>();

function indexedOf(type: string): Indexed[] {
  const known = byType.get(type);
  if (known !== undefined) return known;
  const own = Object.entries(searchDefinitions().parameters[type] ?? {});
  const indexed = own.filter(([name, shape]) => isIndexed(type, name, shape)).map(([name, shape]) => ({ name, type: shape.type, extract: extractorOf(shape.paths) }));
  byType.set(type, indexed);
  return indexed;
}

function lookupKeys(found: Found, type: string): string[] {
  switch (type) {
    case 'token':
      return tokensOf(found).map(({ code }) => tokenKey(code));
    case 'string':
      return textsOf(found).flatMap(wordsOf).map(indexKey);
    case 'date': {
      const range = rangeOf(found);
      return range === undefined ? [] : [dateKey(range.low)];
    }
    default: {
      const address = addressOf(found, '');
      return address === undefined ? [] : [addressKey(address)];
    }
  }
}

/** Spaces and case are left out for all tokens alike: that brings too many, never too few. */
export function tokenKey(code: string): string {
  return indexKey(plainNumber(code));
}

/** `Type/id` wherever an address ends so, whatever server and version it names; a canonical without its version. */
export function addressKey(address: string): string {
  const [, local] = /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(address) ?? [];
  return indexKey(local ?? address.split('|')[0] ?? '');
}

/** A moment as text that sorts; what ISO 8601 writes with a sign goes to one end or the other. */
export function dateKey(moment: number): string {
  if (moment < -62_135_596_800_000) return '';
  if (moment > 253_402_300_799_999) return '~';
  return new Date(moment).toISOString();
}
