import type { Findings } from './findings.ts';
import type { JsonObject } from './json.ts';

/** Checks a value at the place where the findings stand. */
export type Check = (value: unknown, findings: Findings) => void;

/** What follows the check of an object's structure, for what is not the same for all types. */
export type ObjectCheck = (value: JsonObject, findings: Findings) => void;

/** A type that others can refer to before it is compiled. */
export interface CompiledType {
  check: Check;
}
