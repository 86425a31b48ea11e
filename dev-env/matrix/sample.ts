import type { Target } from './axes.ts';
import type { Ask } from './requests.ts';

/** Every so many-th of the other cells. A prime, so that no asker, record or request is always passed by. */
const STRIDE = 97;

/** What `npm test` asks: every read of a sensitive thing in the records of those registered, and a fixed sample of everything else. */
export function isInSample(_asker: unknown, target: Target | undefined, ask: Ask, n: number): boolean {
  const isCheapRead = ask.route === 'GET /:ods/fhir/r4/:type/:id' && target?.standing === 'registered' && (ask.name === 'restricted' || ask.name === 'name');
  // Not what signs the asker out: which cell is which number depends on the lanes, and the mutants need everybody signed in.
  return isCheapRead || (n % STRIDE === 0 && ask.route !== 'DELETE /:ods/auth/sessions');
}
