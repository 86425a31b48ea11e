import type { Condition, Criterion } from '../../fhir/search/criterion.ts';
import { readDate } from '../../fhir/search/date.ts';
import { splitEscaped, unescaped } from '../../fhir/search/escapes.ts';
import { patientIds, readReference } from '../../fhir/search/reference.ts';
import { wordsOf } from '../../fhir/search/text.ts';
import { readToken } from '../../fhir/search/token.ts';
import type { SearchSettings } from '../../fhir/search/condition.ts';
import { list, listOf } from '../list.ts';
import { codeKey } from '../rows/code-key.ts';
import { indexKey } from '../rows/index-key.ts';
import { nameWords } from '../rows/name-words.ts';
import { addressKey, DATED, dateKey, isIndexed, LONGEST, tokenKey } from '../rows/search-values.ts';
import type { CodedLookup } from './coded-lookup.ts';

/**
 * How an index brings the ids of every resource that can meet a condition: too many perhaps, never too few. `rank`
 * says how few to expect, lowest first. The statement takes the practice as $1 and the type as $2.
 */
export type Lookup =
  | { rank: number; kind: 'ids'; ids: readonly string[] }
  | { rank: number; kind: 'patients'; patients: readonly string[] }
  | { rank: number; kind: 'index'; sql: string; values: readonly string[] }
  | CodedLookup;

/** What coded_entry holds of each type: platform/store/rows/coded-entries.ts. Part of `code` alone is not enough to look up by. */
const CODED: Record<string, readonly string[]> = {
  Observation: ['code', 'combo-code', 'component-code'], Condition: ['code'], DiagnosticReport: ['code'], Procedure: ['code'], ServiceRequest: ['code'], List: ['code'],
  MedicationRequest: ['code'], MedicationStatement: ['code'], Immunization: ['vaccine-code'], DocumentReference: ['type'], Encounter: ['type'],
};
const CODED_COMPOSITES = new Set(['code-value-quantity', 'code-value-concept', 'code-value-date', 'code-value-string', 'combo-code-value-quantity', 'combo-code-value-concept', 'component-code-value-quantity', 'component-code-value-concept']);

/** The ways to look a condition up; none where nothing is indexed that is sure to bring all. */
export function lookupsOf(type: string, condition: Condition, settings: SearchSettings): Lookup[] {
  const { name, modifier, shape, values } = condition;
  if (modifier === 'missing' || modifier === 'not' || modifier === 'text' || modifier === 'of-type' || (modifier === 'identifier' && shape.type === 'reference')) return [];
  if (name === '_id') return [{ rank: 0, kind: 'ids', ids: values.map((value) => readToken(value).code ?? '') }];
  if (shape.subject === true) {
    const patients = patientIds(values, modifier === '' ? shape.targets : [modifier], settings.base);
    return patients === undefined ? [] : [{ rank: patients.length === 1 ? 1 : patients.length <= 20 ? 4 : 8, kind: 'patients', patients }];
  }
  if (name === 'identifier' && shape.paths[0]?.[0] === 'identifier') return tokenCodes(values, (codes) => byIdentifier(codes.map(indexKey)));
  if (CODED[type]?.includes(name) === true && modifier === '') return codedLookup(values);
  if (type === 'Observation' && CODED_COMPOSITES.has(name)) return codedLookup(values.map((value) => splitEscaped(value, '$')[0] ?? ''));
  if (type === 'Patient') return patientLookups(condition);
  return isIndexed(type, name, shape) ? valueLookups(condition, settings) : [];
}

/**
 * A code together with the one patient, or the date, that are asked for besides. A date before the year 1 or after 9999
 * is not looked up by.
 */
export function codeAndMore(type: string, criteria: readonly Criterion[], settings: SearchSettings): Lookup[] {
  const conditions = criteria.filter((criterion) => criterion.kind === 'condition');
  const lookups = conditions.flatMap((condition) => lookupsOf(type, condition, settings));
  const coded = lookups.find((lookup) => lookup.kind === 'coded');
  if (coded === undefined) return [];
  const [patient, ...others] = lookups.find((lookup) => lookup.kind === 'patients')?.patients ?? [];
  if (patient !== undefined && others.length === 0 && /^[A-Za-z0-9\-.]{1,64}$/.test(patient)) return [{ ...coded, rank: 0.9, patient }];
  const dates = conditions.find(({ name, modifier, values }) => name === 'date' && modifier === '' && values.length === 1)?.values;
  const range = DATED.has(type) ? rangeToLookUp(dates?.[0] ?? '', LONGEST) : undefined;
  if (range === undefined) return [];
  const [from, to] = range.map((moment, i) => (/^\d/.test(moment) ? moment : i === 0 ? '-infinity' : 'infinity'));
  return [{ ...coded, rank: 4.6, dates: [from ?? '', to ?? ''] }];
}

/** Patients by name and by date of birth, from the tables that finding a patient uses. */
function patientLookups({ name, modifier, values, shape }: Condition): Lookup[] {
  if (name === 'birthdate') {
    const days = values.map((value) => value.replace(/^eq/, ''));
    if (!days.every((day) => /^\d{4}(?:-\d\d(?:-\d\d)?)?$/.test(day))) return [];
    return [{ rank: days.every((day) => day.length === 10) ? 2 : 6, kind: 'index', sql: prefixed('patient_index', 'patient', 'birth_date', ''), values: [keyList(days)] }];
  }
  if (['name', 'family', 'given', 'phonetic'].includes(name)) {
    const words = modifier === 'contains' ? [] : values.map((value) => nameWords(unescaped(value))[0]);
    if (words.length === 0 || !words.every((word) => word !== undefined)) return [];
    return [{ rank: 3, kind: 'index', sql: prefixed('patient_name', 'patient', 'word', ''), values: [keyList(words)] }];
  }
  return isIndexed('Patient', name, shape) ? valueLookups({ name, modifier, values, shape }, { base: '' }) : [];
}

function valueLookups({ name, modifier, values, shape }: Pick<Condition, 'name' | 'modifier' | 'values' | 'shape'>, { base }: Pick<SearchSettings, 'base'>): Lookup[] {
  const equal = (keys: readonly string[]): Lookup[] => [{ rank: 3, kind: 'index', sql: `select v.id from search_value v where v.practice = $1 and v.type = $2 and v.param = $3 and v.value = any(${listOf(4)})`, values: [name, keyList(keys)] }];
  switch (shape.type) {
    case 'token':
      return tokenCodes(values, (codes) => equal(codes.map(tokenKey))[0]);
    case 'string': {
      if (modifier === 'contains') return [];
      const words = values.map((value) => indexKey(wordsOf(unescaped(value))[0] ?? ''));
      return [{ rank: 4, kind: 'index', sql: prefixed('search_value', 'id', 'value', 'k.type = $2 and k.param = $3 and '), values: [name, keyList(words)] }];
    }
    case 'reference': {
      const read = values.map((value) => readReference(value, modifier === '' ? shape.targets : [modifier], base));
      return read.some(({ bareId }) => bareId !== undefined) ? [] : equal(read.flatMap(({ targets }) => targets.map(addressKey)));
    }
    case 'uri':
      return modifier === '' ? equal(values.map((value) => addressKey(unescaped(value)))) : [];
    case 'date':
      return dateLookup(name, values);
    default:
      return [];
  }
}

/** A stored date stands for a year at most, so what ends within the range began at most a year before it. */
const YEAR = 367 * 86_400_000;

function dateLookup(name: string, values: readonly string[]): Lookup[] {
  const range = values.length === 1 ? rangeToLookUp(values[0] ?? '', YEAR) : undefined;
  if (range === undefined) return [];
  return [{ rank: /^(?:eq|\d)/.test(values[0] ?? '') ? 5 : 7, kind: 'index', sql: `select v.id from search_value v where v.practice = $1 and v.type = $2 and v.param = $3 and v.value between $4 and $5`, values: [name, ...range] }];
}

/** Between which moments everything begins that can meet a date, where nothing lasts longer than `longest`. */
function rangeToLookUp(value: string, longest: number): [from: string, to: string] | undefined {
  const query = readDate(unescaped(value));
  if (query === undefined || query.prefix === 'ne' || query.prefix === 'ap') return undefined;
  const { low, high } = query.wanted;
  if (['lt', 'le', 'eb'].includes(query.prefix)) return ['', dateKey(high)];
  return query.prefix === '' || query.prefix === 'eq' ? [dateKey(low), dateKey(high)] : [dateKey(low - longest), '~'];
}

/** Codes of tokens, where each says one: a whole system is not looked up. */
function tokenCodes(values: readonly string[], lookup: (codes: string[]) => Lookup | undefined): Lookup[] {
  const codes = values.map((value) => readToken(value).code);
  const found = codes.every((code) => code !== undefined) ? lookup(codes) : undefined;
  return found === undefined ? [] : [found];
}

function codedLookup(values: readonly string[]): Lookup[] {
  const tokens = values.map(readToken);
  if (tokens.some(({ code }) => code === undefined)) return [];
  const anySystem = tokens.some(({ system }) => system === undefined);
  const codes = keyList(tokens.map(({ system, code = '' }) => (anySystem ? indexKey(code) : codeKey(system === '' ? undefined : system, code))));
  return [{ rank: 5, kind: 'coded', codes, anySystem }];
}

function byIdentifier(values: readonly string[]): Lookup {
  return { rank: 1, kind: 'index', sql: `select k.id from identifier k where k.practice = $1 and k.type = $2 and k.value = any(${listOf(3)})`, values: [keyList(values)] };
}

/** A list as a parameter. No stored key holds a control character, so what does is looked up in vain and left out. */
function keyList(keys: readonly string[]): string {
  return list(keys.filter((key) => !key.includes('\x1e')));
}

/** Rows whose column begins with any of the texts of the last parameter. */
function prefixed(table: 'patient_index' | 'patient_name' | 'search_value', id: 'patient' | 'id', column: 'birth_date' | 'word' | 'value', also: string): string {
  const parameter = table === 'search_value' ? 4 : 3;
  return `select k.${id} as id from unnest(${listOf(parameter)}) w(word) join ${table} k on k.practice = $1 and ${also}k.${column} >= w.word and k.${column} < w.word || U&'\\+10FFFF' and $2 <> ''`;
}
