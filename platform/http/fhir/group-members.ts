import type { Group } from '@medplum/fhirtypes';
import { type Principal, readerOf } from '../../access/principal.ts';
import { Problem } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { readResource } from '../../store/read/read-resource.ts';

/** The ids of the patients that a Group holds now. Throws `not-found` or `deleted`. Audited as a read of the Group. */
export async function groupMembers(db: Database, principal: Principal, id: string): Promise<string[]> {
  const { content } = await readResource(db, principal.practice, 'Group', id, readerOf(principal));
  if (content === null) throw new Problem('deleted', `Group/${id} has been deleted`);
  const { member = [] } = JSON.parse(content) as Group;
  const ids = member.filter(({ inactive }) => inactive !== true).map(({ entity }) => /^Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(entity?.reference ?? '')?.[1]);
  return [...new Set(ids.filter((one) => one !== undefined))];
}
