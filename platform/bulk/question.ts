import { matcher } from '../fhir/search/matcher.ts';
import { badParameter } from '../fhir/search/fault.ts';
import { fhirInterval } from '../fhir/dates.ts';

/** What an export is to hold. */
export interface Question {
  types: readonly string[];
  /** `Observation?code=…`: of a type that has any, what meets one of them. */
  filters: readonly { type: string; query: string }[];
  /** Only what was written at this moment or later, as an instant; undefined for all. */
  since: string | undefined;
  /** Of which records: `all` and what is the practice's own, `records` alone, or those of these patients. */
  of: 'all' | 'records' | readonly string[];
}

const FORMATS = new Set(['application/fhir+ndjson', 'application/ndjson', 'ndjson']);

/**
 * Reads the parameters of `$export` (Bulk Data Access 2 §3.1). `known` are the types that the asker may have; without `_type` it is all of
 * them. Throws Problem `invalid` for a parameter that is not served, unless it may be passed over (`lenient`).
 */
export function readQuestion(parameters: URLSearchParams, of: Question['of'], known: readonly string[], lenient: boolean): Question {
  const types: string[] = [];
  const filters: { type: string; query: string }[] = [];
  let since: string | undefined;
  for (const [name, value] of parameters) {
    switch (name) {
      case '_type':
        types.push(...value.split(',').filter((type) => mayHave(type, known, lenient)));
        break;
      case '_typeFilter':
        filters.push(...value.split(/,(?=[A-Z][A-Za-z]+\?)/).map((one) => filterOf(one, known)));
        break;
      case '_since':
        since = new Date(fhirInterval(value)?.low ?? fail('_since', 'is not a date')).toISOString();
        break;
      case '_outputFormat':
        if (!FORMATS.has(value)) throw badParameter('_outputFormat', 'must be application/fhir+ndjson');
        break;
      case '_format':
        break;
      default:
        if (!lenient) throw badParameter(name, 'is not one of $export');
    }
  }
  return { types: [...new Set(types.length === 0 && !parameters.has('_type') ? known : types)].sort(), filters, since, of };
}

function mayHave(type: string, known: readonly string[], lenient: boolean): boolean {
  if (known.includes(type)) return true;
  if (!lenient) throw badParameter('_type', 'names a type that is not kept here, or that the access token’s scope does not cover');
  return false;
}

function filterOf(text: string, known: readonly string[]): { type: string; query: string } {
  const [, type = '', query = ''] = /^([A-Z][A-Za-z]+)\?(.+)$/.exec(text) ?? [];
  if (!known.includes(type)) throw badParameter('_typeFilter', 'must be Type?search, of a type that is exported');
  // Throws where it cannot be decided from one resource alone.
  matcher(type, query);
  return { type, query };
}

function fail(name: string, why: string): never {
  throw badParameter(name, why);
}
