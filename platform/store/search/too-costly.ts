import { Problem } from '../../errors.ts';

/** A search that would read too much: it is refused whole, since part of an answer would pass for all of it (safety H30). */
export function tooCostly(): Problem {
  const message = 'This search would have to read too much: name a patient, a code, an identifier, a reference or an id, or fewer of them';
  return new Problem('invalid', message, { issues: [{ code: 'too-costly', message }] });
}
