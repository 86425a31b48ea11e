/**
 * Which slice an item belongs to: each discriminator is a path into the item, and the slice's own rules
 * say what must stand there (FHIR R4, Profiling: discriminators).
 */
import { isJsonObject } from '../validation/json.ts';
import { contains, equals } from './matches.ts';
import type { Discriminator, ElementRule } from './profile-shape.ts';

export type Matcher = (item: unknown) => boolean;

/** True when a code, Coding or CodeableConcept is of the value set; undefined where its codes are not known. */
export type Membership = (valueSet: string) => Matcher | undefined;

/** Throws when the slice does not say what its discriminators ask for: then the profile cannot be checked. */
export function sliceMatcher(by: readonly Discriminator[], slice: ElementRule, membership: Membership, label: string): Matcher {
  const all = by.map((discriminator) => discriminatorMatcher(discriminator, slice, membership, label));
  return (item) => all.every((matches) => matches(item));
}

function discriminatorMatcher({ type, path }: Discriminator, slice: ElementRule, membership: Membership, label: string): Matcher {
  const steps = path === '$this' ? [] : path.split('.');
  const tests = testsAlong(slice, steps, type, membership);
  if (tests.length === 0) throw new Error(`${label}: nothing to tell the slice by at ${path}`);
  if (type === 'exists') return (item) => tests.every((test) => test(anyAt(item, steps, 0, () => true)));
  return (item) => tests.every((test) => anyAt(item, steps, 0, test));
}

/** The rules at the end of the path, and any fixed value or pattern above it that reaches there. */
function testsAlong(slice: ElementRule, path: readonly string[], type: Discriminator['type'], membership: Membership): Matcher[] {
  const follow = (rule: ElementRule, rest: readonly string[]): Matcher[] => {
    const [next] = rest;
    const values: Matcher[] = [];
    if (type !== 'exists' && rule.fixed !== undefined) anyAt(rule.fixed, rest, 0, (wanted) => values.push((one) => equals(one, wanted)) === 0);
    if (type !== 'exists' && rule.pattern !== undefined) anyAt(rule.pattern, rest, 0, (wanted) => values.push((one) => contains(one, wanted)) === 0);
    const child = next === undefined ? undefined : (rule.children?.[next] ?? rule.children?.[`${next}[x]`]);
    const below = child === undefined ? [] : follow(child, rest.slice(1));
    // What a slice within must hold, the slice itself holds.
    const within = Object.values(rule.slicing?.slices ?? {}).filter(({ min = 0 }) => min > 0).flatMap((inner) => follow(inner, rest));
    return [...values, ...below, ...within, ...(next === undefined ? endTests(rule, type, membership) : [])];
  };
  return follow(slice, path);
}

function endTests(rule: ElementRule, type: Discriminator['type'], membership: Membership): Matcher[] {
  if (type === 'exists') return [(found) => found === (rule.max !== 0)];
  if (type === 'type') return (rule.types ?? rule.targets) === undefined ? [] : [typeMatcher(rule)];
  const isMember = rule.valueSet === undefined ? undefined : membership(rule.valueSet);
  return isMember === undefined ? [] : [isMember];
}

/** By the resource a reference points to, or the type a resource says it is. */
function typeMatcher({ types = [], targets = [] }: ElementRule): Matcher {
  const wanted = new Set<unknown>([...types, ...targets]);
  return (one) => isJsonObject(one) && (wanted.has(one['resourceType']) || wanted.has(one['type']) || wanted.has(String(one['reference']).split('/').at(-2)));
}

/** True when the test holds for anything at a path; a step through an array tries each item, one to a choice any of its types. */
function anyAt(value: unknown, steps: readonly string[], depth: number, test: Matcher): boolean {
  if (Array.isArray(value)) return value.some((item) => anyAt(item, steps, depth, test));
  const step = steps[depth];
  if (step === undefined) return value !== undefined && value !== null && test(value);
  if (!isJsonObject(value)) return false;
  if (value[step] !== undefined) return anyAt(value[step], steps, depth + 1, test);
  for (const key in value)
    if (key.length > step.length && key.startsWith(step) && /^[A-Z]/.test(key.slice(step.length)) && anyAt(value[key], steps, depth + 1, test)) return true;
  return false;
}
