/** Required bindings: the code of an element must come from its value set. */
import type { ObjectCheck } from './check.ts';
import type { Fault } from './findings.ts';
import { objects } from './json.ts';
import { PRIMITIVES, type PrimitiveCheck } from './primitives.ts';

/** Code system URL, to codes. */
type Codes = Readonly<Record<string, readonly string[]>>;

function faultOf(valueSet: string): Fault {
  return { code: 'code-invalid', message: `must be a code of ${valueSet}` };
}

/** For a `code`, whose system is implied. */
export function codeCheck(valueSet: string, codes: Codes): PrimitiveCheck {
  const all = new Set<unknown>(Object.values(codes).flat());
  const fault = faultOf(valueSet);
  return (value) => (all.has(value) ? undefined : (PRIMITIVES['code']?.(value) ?? fault));
}

/** For a CodeableConcept. One coding from the value set is enough: others may stand beside it. Text alone is not. */
export function conceptCheck(valueSet: string, codes: Codes): ObjectCheck {
  const systems = new Map<unknown, Set<unknown>>(Object.entries(codes).map(([system, list]) => [system, new Set(list)]));
  const fault = faultOf(valueSet);
  return ({ coding, text }, findings) => {
    if (coding === undefined && text === undefined) return;
    if (!objects(coding).some(({ system, code }) => systems.get(system)?.has(code))) findings.report(fault);
  };
}
