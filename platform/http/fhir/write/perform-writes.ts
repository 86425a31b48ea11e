import { readerOf } from '../../../access/principal.ts';
import type { Committed } from '../../../store/write/step.ts';
import { checkIdentity } from '../accept-resource.ts';
import { refuseDangling, refuseReferred } from '../references.ts';
import { commitAs } from './commit-as.ts';
import type { Planned } from './plan-write.ts';
import type { Writer } from './writer.ts';

/**
 * Writes what was planned, as one effect. Whose each resource is must be beyond doubt, every reference must lead
 * somewhere once all of it stands, and nothing may still refer to what is deleted. `places` names each plan's body in errors.
 */
export async function performWrites({ tx, principal }: Writer, plans: readonly Planned[], places: readonly string[]): Promise<Committed[]> {
  const changes = plans.flatMap(({ change }) => (change === undefined ? [] : [change]));
  if (changes.length === 0) return [];
  for (const [i, { change }] of plans.entries()) if (change?.op === 'put') checkIdentity(change.resource, places[i] ?? '');
  await refuseDangling(tx, plans.flatMap(({ change }, i) => (change?.op === 'put' ? [{ resource: change.resource, place: places[i] ?? '' }] : [])), readerOf(principal));
  const committed = await commitAs(tx, changes, principal);
  await refuseReferred(tx, changes.filter((change) => change.op === 'delete'));
  return committed;
}
