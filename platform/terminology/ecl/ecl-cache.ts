import type { Edition } from '../edition.ts';
import { type EclAnswer, evaluateEcl } from './evaluate-ecl.ts';

/** As many answers as this are kept of an edition: of a million concepts, 120 kB each. */
const MOST = 200;

const kept = new WeakMap<Edition, Map<string, EclAnswer>>();

/** `evaluateEcl`, with the latest answers of each edition kept as long as the edition is. The answer is shared: it is not to be changed. */
export function evaluateEclCached(edition: Edition, ecl: string): EclAnswer {
  let answers = kept.get(edition);
  if (answers === undefined) kept.set(edition, (answers = new Map<string, EclAnswer>()));
  const answer = answers.get(ecl) ?? evaluateEcl(edition, ecl);
  // A map gives its keys in the order in which they were set, so the first is the one longest not asked.
  answers.delete(ecl);
  answers.set(ecl, answer);
  const [oldest] = answers.size > MOST ? answers.keys() : [];
  if (oldest !== undefined) answers.delete(oldest);
  return answer;
}
