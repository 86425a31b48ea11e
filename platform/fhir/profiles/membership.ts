/** Whether a coded value is of a value set whose codes are listed. */
import { isJsonObject, objects } from '../validation/json.ts';
import type { Matcher, Membership } from './slice-matcher.ts';

type ValueSets = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export function membershipOf(...lists: readonly ValueSets[]): Membership {
  const matchers = new Map<string, Matcher>();
  return (valueSet) => {
    const codes = lists.map((list) => list[valueSet]).find((found) => found !== undefined);
    const known = matchers.get(valueSet) ?? (codes === undefined ? undefined : matcherOf(codes));
    if (known !== undefined) matchers.set(valueSet, known);
    return known;
  };
}

/** A `code` implies its system; a Coding or Quantity names it; of a CodeableConcept one coding is enough. */
function matcherOf(codes: Readonly<Record<string, readonly string[]>>): Matcher {
  const systems = new Map<unknown, Set<unknown>>(Object.entries(codes).map(([system, list]) => [system, new Set(list)]));
  const all = new Set<unknown>(Object.values(codes).flat());
  return (value) => {
    if (!isJsonObject(value)) return all.has(value);
    const codings = value['code'] === undefined ? objects(value['coding']) : [value];
    return codings.some(({ system, code }) => systems.get(system)?.has(code) === true);
  };
}
