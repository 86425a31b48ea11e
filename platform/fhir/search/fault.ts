import { Problem } from '../../errors.ts';

/** A search parameter that cannot be answered: 400. Names the parameter, never its value. */
export function badParameter(name: string, why: string): Problem {
  return new Problem('invalid', `The parameter ${name} ${why}`, { issues: [{ code: 'not-supported', message: `The parameter ${name} ${why}` }] });
}
