import { Problem } from '../../errors.ts';

/** An id as FHIR writes them; anything else is not the id of anything here. */
export function checkId(id: string): string {
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(id)) throw new Problem('not-found', 'There is nothing of that id');
  return id;
}
