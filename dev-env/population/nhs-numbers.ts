import { checkDigit } from '../../platform/fhir/nhs-number.ts';

const PREFIXES = 1_000_000;
/** Coprime with a million: stepping by it visits every prefix once. */
const STEP = 387_421;

/**
 * Valid NHS numbers from the 999 range, which is never issued to anybody; each once, in an order
 * that depends on the seed alone. Ends after about 909,000, when the range is used up.
 */
export function* nhsNumbers(seed: number): Generator<string, undefined> {
  let prefix = (Math.imul(seed, 7919) >>> 0) % PREFIXES;
  for (let i = 0; i < PREFIXES; i++) {
    const nine = `999${String(prefix).padStart(6, '0')}`;
    const check = checkDigit(nine);
    if (check !== undefined) yield `${nine}${check}`;
    prefix = (prefix + STEP) % PREFIXES;
  }
  return undefined;
}
