import type { BackportSubscription, Wanted } from './wanted.ts';
import { readWanted } from './wanted.ts';
import { type ChangeEvent, readChanges } from '../changes.ts';
import type { Principal } from '../../access/principal.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { list, listOf } from '../../store/list.ts';
import { creatorOf } from './creator.ts';
import { type Focus, parsed, readFoci } from './focus.ts';
import type { ChangeKind } from './topics.ts';

/** Changes looked through in one transaction. */
const PAGE = 200;

interface Candidate {
  position: number;
  at: Date;
  change: ChangeKind;
  type: string;
  id: string;
}

/**
 * Finds the events of a subscription after the position reached: those of its topic that meet its filters and that
 * its creator may see. They are numbered and kept, and the cursor moved, in one transaction, so that a kill leaves
 * neither a gap nor a repetition. One process at a time does it for one subscription. Answers whether there is more.
 */
export async function collectEvents(db: Database, practice: string, subscription: string): Promise<boolean> {
  return db.transaction(practice, async (tx) => {
    const [row] = await tx.query<{ matched: number; content: string }>(
      `select matched, content from subscription where practice = $1 and id = $2 and status in ('requested', 'active') for update skip locked`,
      [practice, subscription],
    );
    if (row === undefined) return false;
    const changes = await readChanges(tx, row.matched, PAGE);
    const last = changes.at(-1);
    if (last === undefined) return false;
    const creator = await creatorOf(tx, subscription);
    if (creator === undefined) {
      await tx.query(`update subscription set status = 'error', error = 'creator-gone' where practice = $1 and id = $2`, [practice, subscription]);
      return false;
    }
    const wanted = readWanted(JSON.parse(row.content) as BackportSubscription);
    await keep(tx, subscription, last.position, await eventsOf(tx, wanted, creator, changes));
    return changes.length === PAGE;
  });
}

async function eventsOf(tx: Transaction, wanted: Wanted, creator: Principal, changes: readonly ChangeEvent[]): Promise<(Candidate & { patient: string })[]> {
  const candidates: Candidate[] = [];
  for (const change of changes) {
    candidates.push(...(await candidatesOf(tx, wanted, change)).filter((candidate) => isWanted(wanted, candidate)));
  }
  const foci = await readFoci(tx, creator, candidates.map(({ type, id }) => `${type}/${id}`));
  return candidates.flatMap((candidate) => {
    const focus = foci.get(`${candidate.type}/${candidate.id}`);
    return focus !== undefined && meets(wanted, candidate.type, focus) ? [{ ...candidate, patient: focus.patient }] : [];
  });
}

async function candidatesOf(tx: Transaction, { topic }: Wanted, { position, at, patient, recordVersion, resources }: ChangeEvent): Promise<Candidate[]> {
  if (topic.wholeRecord) return patient === '' ? [] : [{ position, at, change: 'update', type: 'Patient', id: patient }];
  const written = resources ?? (await arrived(tx, patient, recordVersion));
  return written.map(([type, id, version]) => ({ position, at, type, id, change: version === 0 ? 'delete' : version === 1 ? 'create' : 'update' }));
}

/** What came with a whole record. What has been written since in the same place has an event of its own. */
async function arrived(tx: Transaction, patient: string, recordVersion: number): Promise<[string, string, number][]> {
  const rows = await tx.query<{ type: string; id: string; version: number }>(
    `select type, id, version from resource where practice = $1 and patient = $2 and record_version = $3 order by type, id`,
    [tx.practice, patient, recordVersion],
  );
  return rows.map(({ type, id, version }) => [type, id, version]);
}

function isWanted({ topic, filters }: Wanted, { change, type }: Candidate): boolean {
  if (!topic.changes.includes(change) || (topic.type !== undefined && topic.type !== type)) return false;
  return filters.length === 0 || filters.some((filter) => filter.type === type);
}

function meets({ filters }: Wanted, type: string, focus: Focus): boolean {
  const own = filters.filter((filter) => filter.type === type);
  if (own.length === 0) return true;
  const resource = parsed(focus);
  return own.every(({ test }) => test(resource));
}

async function keep(tx: Transaction, subscription: string, position: number, events: readonly (Candidate & { patient: string })[]): Promise<void> {
  const column = (value: (event: Candidate & { patient: string }) => string): string => list(events.map(value));
  await tx.query(
    `with moved as (
       update subscription set matched = $3::bigint, last_event = last_event + $4::bigint where practice = $1 and id = $2 returning last_event - $4::bigint as before)
     insert into subscription_event (practice, subscription, number, position, at, change, type, id, patient)
     select $1, $2, moved.before + k.n, k.position, k.at, k.change, k.type, k.id, k.patient
     from moved, unnest(${listOf(5, 'bigint')}, ${listOf(6, 'timestamptz')}, ${listOf(7)}, ${listOf(8)}, ${listOf(9)}, ${listOf(10)}) with ordinality
       as k(position, at, change, type, id, patient, n)`,
    [
      tx.practice, subscription, position, events.length,
      column(({ position: at }) => String(at)), column(({ at }) => at.toISOString()), column(({ change }) => change),
      column(({ type }) => type), column(({ id }) => id), column(({ patient }) => patient),
    ],
  );
}
