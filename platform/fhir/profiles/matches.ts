/** Comparing JSON with the fixed and pattern values of a profile. */
import { isJsonObject } from '../validation/json.ts';

/** True when the value is the fixed one, to the last property. */
export function equals(value: unknown, fixed: unknown): boolean {
  if (Array.isArray(fixed)) return Array.isArray(value) && value.length === fixed.length && fixed.every((item, i) => equals(value[i], item));
  if (!isJsonObject(fixed)) return value === fixed;
  return isJsonObject(value) && Object.keys(value).length === Object.keys(fixed).length && Object.entries(fixed).every(([key, item]) => equals(value[key], item));
}

/** True when the value holds all of the pattern; each item of a pattern's array is somewhere in the value's. */
export function contains(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) return Array.isArray(value) && pattern.every((item) => value.some((one) => contains(one, item)));
  if (!isJsonObject(pattern)) return value === pattern;
  return isJsonObject(value) && Object.entries(pattern).every(([key, item]) => contains(value[key], item));
}
