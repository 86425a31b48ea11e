import { Problem } from '../../errors.ts';
import { dateValue } from './date-value.ts';

/** One search parameter as asked: its name, its modifier, and its alternatives (a comma means or). */
export interface Criterion {
  name: string;
  modifier: string;
  values: string[];
}

export interface SearchRequest {
  type: string;
  /** The one patient asked about by `patient` or `subject`, or undefined. */
  patient: string | undefined;
  criteria: Criterion[];
  /** `date`, `_lastUpdated` or `_id`, newest or lowest first as given. */
  sort: { by: string; descending: boolean };
  count: number;
  /** Where the page before ended. */
  after: [string, string] | undefined;
}

const PATIENT_PARAMETERS = new Set(['patient', 'subject']);
const DATES = new Set(['_lastUpdated', 'date', 'birthdate']);
const MODIFIERS = new Map<string, string>([
  ...['patient', 'subject'].map((name) => [name, 'Patient'] as const),
  ...['code', 'category', 'status', 'gender'].map((name) => [name, 'not'] as const),
  ...['name', 'family', 'given'].map((name) => [name, 'exact'] as const),
]);
const SORTS = new Set(['date', '_lastUpdated', '_id']);

/** The parameters that any type answers to, and those of Patient besides. */
export const COMMON_PARAMETERS = ['_id', '_lastUpdated', 'identifier', 'code', 'category', 'status', 'date', 'patient', 'subject', 'encounter'] as const;
export const PATIENT_ONLY_PARAMETERS = ['name', 'family', 'given', 'birthdate', 'gender'] as const;

/** Reads a query string. An unknown parameter or modifier is an error, never ignored: ignoring it would widen the answer. */
export function parseSearch(type: string, query: URLSearchParams): SearchRequest {
  const request: SearchRequest = { type, patient: undefined, criteria: [], sort: { by: '_id', descending: false }, count: 50, after: undefined };
  for (const [key, value] of query) {
    const [, name = '', modifier = ''] = /^([^:]*):?(.*)$/s.exec(key) ?? [];
    if (value === '') throw invalid(key, 'has no value');
    if (modifier !== '' && MODIFIERS.get(name) !== modifier) throw invalid(key, 'has a modifier that this server does not know');
    if (PATIENT_PARAMETERS.has(name) && type !== 'Patient') request.patient = patientIn(key, value, request.patient);
    else if (name === '_count') request.count = countOf(value);
    else if (name === '_sort') request.sort = sortOf(value);
    else if (name === '_after') request.after = cursorOf(value);
    else if (name === '_format') continue;
    else if (isKnown(type, name)) request.criteria.push({ name, modifier, values: valuesOf(key, name, value) });
    else throw invalid(key, 'is not a search parameter of this server');
  }
  return request;
}

function isKnown(type: string, name: string): boolean {
  if ((COMMON_PARAMETERS as readonly string[]).includes(name)) return !PATIENT_PARAMETERS.has(name);
  return type === 'Patient' && (PATIENT_ONLY_PARAMETERS as readonly string[]).includes(name);
}

/** One patient at a time: a second would either be left out or widen the answer. */
function patientIn(key: string, value: string, before: string | undefined): string {
  const id = value.replace(/^Patient\//, '');
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(id) || (before !== undefined && before !== id)) throw invalid(key, 'must name one patient');
  return id;
}

function valuesOf(key: string, name: string, value: string): string[] {
  const values = value.split(',');
  if (DATES.has(name) && values.some((one) => dateValue(one) === undefined)) throw invalid(key, 'is not a FHIR date');
  return values;
}

function countOf(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 0) throw invalid('_count', 'is not a whole number');
  return Math.min(count, 1000);
}

function sortOf(value: string): SearchRequest['sort'] {
  const by = value.replace(/^-/, '');
  if (!SORTS.has(by)) throw invalid('_sort', `must be one of ${[...SORTS].join(', ')}`);
  return { by, descending: value.startsWith('-') };
}

/** The cursor of a page: the sort key and id of its last row. */
export function cursor(key: string, id: string): string {
  return Buffer.from(JSON.stringify([key, id])).toString('base64url');
}

function cursorOf(value: string): [string, string] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value, 'base64url').toString());
    if (Array.isArray(parsed) && typeof parsed[0] === 'string' && typeof parsed[1] === 'string') return [parsed[0], parsed[1]];
  } catch {
    // falls through to the same answer
  }
  throw invalid('_after', 'is not a page of this search');
}

function invalid(parameter: string, why: string): Problem {
  return new Problem('invalid', `The parameter ${parameter} ${why}`, { issues: [{ code: 'not-supported', message: `${parameter} ${why}` }] });
}
