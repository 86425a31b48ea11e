import type { SearchSettings } from './condition.ts';
import { type Criterion, parseCriterion } from './criterion.ts';
import type { ParameterShape } from './definitions.ts';
import { badParameter } from './fault.ts';
import { type Include, parseInclude } from './include.ts';
import { parameterOf } from './parameters.ts';
import { refuseTooMany } from './too-many.ts';

export interface SortKey {
  shape: ParameterShape;
  descending: boolean;
}

export type Summary = 'true' | 'text' | 'data' | 'count' | 'false';

/** A search as it was asked. */
export interface SearchQuery {
  type: string;
  criteria: readonly Criterion[];
  sort: readonly SortKey[];
  count: number;
  /** Whether a total is wanted: `accurate` always, `none` never, undefined where it costs nothing more. */
  total: 'none' | 'estimate' | 'accurate' | undefined;
  summary: Summary;
  elements: readonly string[];
  includes: readonly Include[];
  revIncludes: readonly Include[];
  /** Where the page before ended, as the `next` link says it. */
  page: string | undefined;
  /** Parameters that were not understood and have been left out, as the client allowed. */
  ignored: readonly string[];
}

const DEFAULT_COUNT = 50;
const MOST = 1000;
const SORTABLE = new Set(['token', 'string', 'date', 'quantity', 'number', 'uri', 'reference']);

/**
 * Reads the parameters of a search. What is not understood is an error, since leaving it out would widen the answer;
 * unless the client says that it may be left out (`Prefer: handling=lenient`).
 */
export function parseQuery(type: string, given: Iterable<readonly [string, string]>, settings: SearchSettings, lenient = false): SearchQuery {
  const parameters = [...given];
  refuseTooMany(parameters);
  const query = { type, criteria: [] as Criterion[], sort: [] as SortKey[], count: DEFAULT_COUNT, total: undefined as SearchQuery['total'], summary: 'false' as Summary, elements: [] as string[], includes: [] as Include[], revIncludes: [] as Include[], page: undefined as string | undefined, ignored: [] as string[] };
  for (const [key, value] of parameters) {
    const [name = '', modifier] = key.split(':', 2);
    if (modifier !== undefined && SINGLE.has(name)) throw badParameter(key, 'takes no modifier');
    switch (name) {
      case '_count':
        query.count = countOf(value);
        break;
      case '_sort':
        query.sort.push(...value.split(',').map((one) => sortKey(type, one)));
        break;
      case '_total':
        query.total = oneOf(name, value, ['none', 'estimate', 'accurate']);
        break;
      case '_summary':
        query.summary = oneOf(name, value, ['true', 'text', 'data', 'count', 'false']);
        break;
      case '_elements':
        query.elements.push(...value.split(',').map((one) => one.replace(new RegExp(`^${type}\\.`), '')));
        break;
      case '_include':
        query.includes.push(...parseInclude(key, value));
        break;
      case '_revinclude':
        query.revIncludes.push(...parseInclude(key, value));
        break;
      case '_page':
        query.page = value;
        break;
      case '_contained':
        oneOf(name, value, ['false']);
        break;
      case '_format':
      case '_pretty':
        break;
      default: {
        const criterion = parseCriterion(type, key, value, settings);
        if (criterion !== undefined) query.criteria.push(criterion);
        else if (lenient) query.ignored.push(key);
        else throw badParameter(key, 'is not a search parameter of this server');
      }
    }
  }
  return query;
}

const SINGLE = new Set(['_count', '_sort', '_total', '_summary', '_elements', '_page', '_contained', '_format', '_pretty']);

function countOf(value: string): number {
  const count = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(count)) throw badParameter('_count', 'is not a whole number');
  return Math.min(count, MOST);
}

function sortKey(type: string, value: string): SortKey {
  const shape = parameterOf(type, value.replace(/^-/, ''));
  if (shape === undefined || !SORTABLE.has(shape.type)) throw badParameter('_sort', 'must be a search parameter that has an order');
  return { shape, descending: value.startsWith('-') };
}

function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw badParameter(name, `must be ${allowed.join(', ')}`);
  return found;
}
