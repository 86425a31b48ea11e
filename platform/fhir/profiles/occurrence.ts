/** How often an element may stand: stricter than base R4 says. */
import type { Fault, Findings } from '../validation/findings.ts';
import type { JsonObject } from '../validation/json.ts';
import type { ElementRule } from './profile-shape.ts';

export type OccurrenceCheck = (count: number, name: string, findings: Findings) => void;

/** Undefined where base R4's bounds stand. */
export function occurrenceCheck({ min = 0, max = Infinity }: ElementRule, label: string): OccurrenceCheck | undefined {
  if (min === 0 && max === Infinity) return undefined;
  const missing: Fault = { code: 'required', message: `is required (${label})` };
  const few: Fault = { code: 'structure', message: `must stand at least ${min} times (${label})` };
  const many: Fault = { code: 'structure', message: max === 0 ? `must not stand here (${label})` : `must not stand more than ${max === 1 ? 'once' : `${max} times`} (${label})` };
  return (count, name, findings) => {
    if (count < min) findings.report(count === 0 ? missing : few, name);
    else if (count > max) findings.report(many, name);
  };
}

/** How many items stand at an element, counting those that have only an extension. */
export function placesOf(owner: JsonObject, name: string): number {
  const value = owner[name];
  const extended = owner[`_${name}`];
  if (value === undefined && extended === undefined) return 0;
  return Math.max(Array.isArray(value) ? value.length : Number(value !== undefined), Array.isArray(extended) ? extended.length : Number(extended !== undefined));
}
