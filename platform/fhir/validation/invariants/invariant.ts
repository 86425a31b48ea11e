/** One rule of FHIR R4 beyond structure, by its key in the specification, written by hand: there is no FHIRPath engine. */
import { fhirInterval } from '../../dates.ts';
import type { Fault } from '../findings.ts';
import { isJsonObject, type JsonObject, objects } from '../json.ts';

export interface Invariant {
  fault: Fault;
  /** Must answer for any JSON object without throwing: the structure may be wrong too. */
  holds: (value: JsonObject) => boolean;
}

export type Invariants = Readonly<Record<string, readonly Invariant[]>>;

export function invariant(key: string, rule: string, holds: (value: JsonObject) => boolean): Invariant {
  return { fault: { code: 'invariant', message: `${key}: ${rule}` }, holds };
}

/** True when the element stands there, with a value or with an extension only. */
export function has(value: JsonObject, element: string): boolean {
  return value[element] !== undefined || value[`_${element}`] !== undefined;
}

export function hasAny(value: JsonObject, ...elements: string[]): boolean {
  return elements.some((element) => has(value, element));
}

/** True when a choice such as `value[x]` stands there in any of its types. */
export function hasChoice(value: JsonObject, name: string): boolean {
  for (const key in value) {
    const start = key.startsWith('_') ? 1 : 0;
    if (key.startsWith(name, start) && isUpperCase(key.charCodeAt(start + name.length)) && value[key] !== undefined) return true;
  }
  return false;
}

/** True when a CodeableConcept holds one of the codes of a system. */
export function isCoded(concept: unknown, system: string, ...codes: string[]): boolean {
  return isJsonObject(concept) && objects(concept['coding']).some((coding) => coding['system'] === system && codes.includes(String(coding['code'])));
}

/** True unless the first moment surely lies after the second; for moments that are absent or wrong it holds. */
export function inOrder(first: unknown, second: unknown): boolean {
  if (typeof first !== 'string' || typeof second !== 'string') return true;
  const [earlier, later] = [fhirInterval(first), fhirInterval(second)];
  return earlier === undefined || later === undefined || earlier.low < later.high;
}

function isUpperCase(character: number): boolean {
  return character >= 65 && character <= 90;
}
