/** What a profile asks of one item of an element: its value, its code, where it points, its invariants, what it holds. */
import type { ObjectCheck } from '../validation/check.ts';
import type { Definitions } from '../validation/definitions.ts';
import type { Fault, Findings } from '../validation/findings.ts';
import { isJsonObject } from '../validation/json.ts';
import { targetCheck } from '../validation/references.ts';
import { CONSTRAINTS } from './constraints.ts';
import { contains, equals } from './matches.ts';
import type { ElementRule } from './profile-shape.ts';
import type { Membership } from './slice-matcher.ts';

export interface ProfileContext {
  types: Definitions['types'];
  resourceTypes: ReadonlySet<string>;
  membership: Membership;
}

/** `extended` is what stands in the sibling of a primitive, `_birthDate`. */
export type ItemCheck = (value: unknown, extended: unknown, findings: Findings) => void;

export interface Compiling extends ProfileContext {
  /** The profile, and the slice within it, as messages name them. */
  label: string;
  children: (rules: Readonly<Record<string, ElementRule>>, type: string, compiling: Compiling) => ObjectCheck;
}

/** Undefined when there is nothing to ask. */
export function itemCheck(rule: ElementRule, type: string, compiling: Compiling): ItemCheck | undefined {
  const values = valueChecks(rule, compiling);
  const { targets, children } = rule;
  const target = targets === undefined ? undefined : targetCheck(targets, compiling.resourceTypes, ` (${compiling.label})`);
  const below = children === undefined ? undefined : compiling.children(children, type, compiling);
  if (values.length === 0 && target === undefined && below === undefined) return undefined;
  return (value, extended, findings) => {
    if (value !== undefined && value !== null) for (const { fault, holds } of values) if (!holds(value)) findings.report(fault);
    if (isJsonObject(value)) target?.(value, findings);
    const object = isJsonObject(value) ? value : extended;
    if (isJsonObject(object)) below?.(object, findings);
  };
}

function valueChecks({ fixed, pattern, valueSet, constraints = [] }: ElementRule, { label, membership }: Compiling): { fault: Fault; holds: (value: unknown) => boolean }[] {
  const checks = constraints.map((key) => {
    const constraint = CONSTRAINTS[key];
    if (constraint === undefined) throw new Error(`${label}: the invariant ${key} is not in constraints.ts`);
    const fault: Fault = { code: 'invariant', message: `${key}: ${constraint.human} (${label})` };
    if (constraint.severity === 'warning') fault.severity = 'warning';
    return { fault, holds: constraint.holds };
  });
  if (fixed !== undefined) checks.push({ fault: { code: 'value', message: `must be ${JSON.stringify(fixed)} (${label})` }, holds: (value) => equals(value, fixed) });
  if (pattern !== undefined) checks.push({ fault: { code: 'value', message: `must hold ${JSON.stringify(pattern)} (${label})` }, holds: (value) => contains(value, pattern) });
  const isMember = valueSet === undefined ? undefined : membership(valueSet);
  if (isMember !== undefined) checks.push({ fault: { code: 'code-invalid', message: `must be a code of ${valueSet ?? ''} (${label})` }, holds: isMember });
  return checks;
}
