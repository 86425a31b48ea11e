import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { digest } from './token.ts';

/**
 * Tries allowed until a quarter of an hour passes without one. For a name, known or not, so few that a code of six digits
 * cannot be guessed: ten for all strangers together, and ten of their own for each source that somebody has signed in
 * from under that name, so that a stranger's guesses do not lock the owner out where they usually are. For an
 * address more, as a whole practice may come from one.
 */
const MOST = { name: 10, own: 10, address: 60 } as const;
/** Days for which a source is known as one the owner signs in from. */
export const KNOWN_DAYS = 90;
const WINDOW_MS = 15 * 60_000;

/** Who tries: what was typed for a name, and where from. */
export interface Trying {
  name: string;
  address: string;
  /** What they hold that strangers do not, where it is something: tries with it count by themselves, and for nobody else. */
  holding?: string;
}

/**
 * Counts a try, before anything about it is looked at: of many at once no more than the limit get through. Throws
 * `throttled`. A name nobody has is counted as any other, so that the answer does not tell which names there are.
 */
export async function countTry(db: Database, practice: string, trying: Trying): Promise<void> {
  const byAddress = await count(db, practice, subjectOf('address', sourceOf(trying.address)), MOST.address);
  const own = ownSubject(trying);
  const wait = byAddress ?? ((trying.holding !== undefined || (await isKnown(db, practice, own))) ? await count(db, practice, own, MOST.own) : await count(db, practice, subjectOf('name', trying.name), MOST.name));
  if (wait !== undefined) throw new Problem('throttled', 'Too many attempts: try again later', { retryAfter: wait });
}

/** Takes a try back that turned out right, and with it the earlier ones it was counted with. The owner is known where it came from. */
export async function forgetTries(db: Database, practice: string, trying: Trying): Promise<void> {
  const own = ownSubject(trying);
  await db.transaction(practice, async (tx) => {
    await tx.query(`update sign_in_try set tries = tries - 1 where practice = $1 and subject = $2 and tries > 0`, [practice, subjectOf('address', sourceOf(trying.address))]);
    if (trying.holding !== undefined) {
      await tx.query(`delete from sign_in_try where practice = $1 and subject = $2`, [practice, own]);
      return;
    }
    const [known] = await tx.query(`update sign_in_try set tries = 0, last = now(), known = now() where practice = $1 and subject = $2 and known > now() - $3 * interval '1 day' returning 1`, [practice, own, KNOWN_DAYS]);
    if (known !== undefined) return;
    await tx.query(
      `insert into sign_in_try (practice, subject, tries, last, known) values ($1, $2, 0, $3, $3) on conflict (practice, subject) do update set tries = 0, last = excluded.last, known = excluded.known`,
      [practice, own, new Date()],
    );
    await tx.query(`delete from sign_in_try where practice = $1 and subject = $2`, [practice, subjectOf('name', trying.name)]);
  });
}

/** Seconds to wait, or undefined when the try is allowed. A refused try does not lengthen the wait. */
async function count(db: Database, practice: string, subject: string, most: number): Promise<number | undefined> {
  const now = Date.now();
  // The moment is given: Citus takes no now() in `case` or `do update`.
  const [row] = await db.transaction(practice, (tx) =>
    tx.query<{ tries: number; last: Date }>(
      `insert into sign_in_try as t (practice, subject, tries, last) values ($1, $2, 1, $4)
       on conflict (practice, subject) do update set
         tries = case when t.last < $5 then 1 else least(t.tries, $3) + 1 end,
         last = case when t.last < $5 or t.tries < $3 then excluded.last else t.last end
       returning tries, last`,
      [practice, subject, most, new Date(now), new Date(now - WINDOW_MS)],
    ));
  if (row === undefined || row.tries <= most) return undefined;
  return Math.max(Math.ceil((row.last.getTime() + WINDOW_MS - now) / 1000), 1);
}

async function isKnown(db: Database, practice: string, subject: string): Promise<boolean> {
  const rows = await db.transaction(practice, (tx) => tx.query(`select 1 from sign_in_try where practice = $1 and subject = $2 and known > now() - $3 * interval '1 day'`, [practice, subject, KNOWN_DAYS]));
  return rows.length > 0;
}

function ownSubject({ name, address, holding }: Trying): string {
  return holding === undefined ? subjectOf('own', `${name} ${sourceOf(address)}`) : subjectOf('holding', holding);
}

/** A digest: what people type for a username is now and then their password. */
function subjectOf(kind: keyof typeof MOST | 'holding', what: string): string {
  return digest(`${kind} ${what}`);
}

/** Where somebody comes from. Of an IPv6 address its first half: the rest is the device's to change, and changes daily. */
function sourceOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.replace(/^::ffff:/i, '');
  const [before = '', after] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const [head, tail] = [before, after ?? ''].map((part) => part.split(':').filter((group) => group !== '')) as [string[], string[]];
  const groups = after === undefined ? head : [...head, ...Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0'), ...tail];
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
