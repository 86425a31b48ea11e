/** FHIR interactions as SMART App Launch 2 writes them: create, read, update, delete, search. */
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's';

/** A SMART v2 scope for data, read: `patient/Observation.rs?category=…|laboratory`. */
export interface Scope {
  context: 'patient' | 'user' | 'system';
  /** A FHIR type, or `*` for all. */
  type: string;
  /** Some of `cruds`, in that order. */
  letters: string;
  /** Search parameters that a resource must match, sorted; '' for none. */
  query: string;
}

const SCOPE = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]+)\.(c?r?u?d?s?)(?:\?(.+))?$/;
const LETTERS: readonly Interaction[] = ['c', 'r', 'u', 'd', 's'];
/** What RFC 6749 lets a scope be written in. */
const SCOPE_TEXT = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
/** A search parameter of the type itself, with or without a modifier: no chain, and nothing that shapes the answer. */
const PARAMETER = /^(?:[a-z][A-Za-z0-9-]*|_id|_tag|_security|_lastUpdated)(?::[a-z-]+)?$/;

/** The scope for data that a text is, or undefined where it is none: an unknown one grants nothing. */
export function parseScope(text: string): Scope | undefined {
  const [, context, type = '', letters = '', search] = SCOPE_TEXT.test(text) ? (SCOPE.exec(text) ?? []) : [];
  if (letters === '' || (context !== 'patient' && context !== 'user' && context !== 'system')) return undefined;
  if (search === undefined) return { context, type, letters, query: '' };
  // A parameter means something on a type, not on all of them.
  const query = type === '*' ? undefined : canonical(search);
  return query === undefined ? undefined : { context, type, letters, query };
}

export function formatScope({ context, type, letters, query }: Scope): string {
  return `${context}/${type}.${letters}${query === '' ? '' : `?${query}`}`;
}

/** True for a scope that a token without a patient may carry and every route understands: `system/*.rs`, `user/Observation.cruds`. */
export function isScope(text: string): boolean {
  const scope = parseScope(text);
  return scope !== undefined && scope.context !== 'patient' && scope.query === '';
}

/**
 * Whether the scopes allow the interaction on every resource of the type that their holder may reach; `*` stands for
 * all types at once. A scope with search parameters allows some resources only: `reachOf` tells which.
 */
export function scopesAllow(scopes: readonly string[], interaction: Interaction, type: string): boolean {
  return reachOf(scopes, interaction, type) === 'all';
}

/** Which resources of the type the scopes allow the interaction on: all, none, or those that match any of these queries. */
export function reachOf(scopes: readonly string[], interaction: Interaction, type: string): 'all' | 'none' | readonly string[] {
  const matching = scopes.map(parseScope).filter((scope) => scope !== undefined && (scope.type === '*' || scope.type === type) && scope.letters.includes(interaction));
  const queries = [...new Set(matching.map((scope) => scope?.query ?? ''))];
  if (queries.length === 0) return 'none';
  return queries.includes('') ? 'all' : queries;
}

/** What both lists of scopes allow: for each pair, the narrower type, the letters and the parameters of both. Never more than either. */
export function intersectScopes(asked: readonly string[], allowed: readonly string[]): string[] {
  const common = asked.flatMap((one) => allowed.flatMap((other) => intersect(parseScope(one), parseScope(other)) ?? []));
  const distinct = new Map(common.map((scope) => [formatScope(scope), scope]));
  return [...distinct].filter(([text, scope]) => ![...distinct].some(([other, wider]) => other !== text && covers(wider, scope))).map(([text]) => text);
}

function intersect(one: Scope | undefined, other: Scope | undefined): Scope | undefined {
  if (one === undefined || one.context !== other?.context) return undefined;
  if (one.type !== '*' && other.type !== '*' && one.type !== other.type) return undefined;
  const letters = LETTERS.filter((letter) => one.letters.includes(letter) && other.letters.includes(letter)).join('');
  // Two parameters joined by & must both hold, as in any FHIR search.
  const query = canonical([one.query, other.query].filter((part) => part !== '').join('&')) ?? '';
  return letters === '' ? undefined : { context: one.context, type: one.type === '*' ? other.type : one.type, letters, query };
}

function covers(wider: Scope, scope: Scope): boolean {
  return wider.context === scope.context && (wider.type === '*' || wider.type === scope.type) && (wider.query === '' || wider.query === scope.query)
    && LETTERS.every((letter) => !scope.letters.includes(letter) || wider.letters.includes(letter));
}

/** The parameters sorted, each once; undefined when one of them cannot be in a scope. */
function canonical(search: string): string | undefined {
  const pairs = [...new URLSearchParams(search)];
  if (pairs.some(([name, value]) => !PARAMETER.test(name) || value === '')) return undefined;
  return [...new Set(pairs.map(([name, value]) => `${name}=${value.replace(/[^\x21\x23\x24\x27-\x2a\x2c-\x5b\x5d-\x7e]|#/gu, encodeURIComponent)}`))].sort().join('&');
}
