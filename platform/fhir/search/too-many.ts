import { Problem } from '../../errors.ts';

/** Parameters, and values of all of them together: each is held against each resource that is read. */
const MOST_PARAMETERS = 100;
const MOST_VALUES = 2000;

/** Refuses a search, or criteria, that would take longer to decide than to read for. Throws Problem `invalid`. */
export function refuseTooMany(parameters: readonly (readonly [string, string])[]): void {
  const values = parameters.reduce((sum, [, value]) => sum + value.split(',').length, 0);
  if (parameters.length <= MOST_PARAMETERS && values <= MOST_VALUES) return;
  const message = `A search has at most ${MOST_PARAMETERS} parameters, with ${MOST_VALUES} values between them`;
  throw new Problem('invalid', message, { issues: [{ code: 'too-costly', message }] });
}
