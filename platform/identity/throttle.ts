import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { digest } from './token.ts';

/**
 * Tries allowed until a quarter of an hour passes without one: for a name, known or not, so few that a code of six digits
 * cannot be guessed; for an address more, as a whole practice may come from one.
 */
const MOST = { name: 10, address: 60 } as const;

/** Who tries: what was typed for a name, and where from. */
export interface Trying {
  name: string;
  address: string;
}

/**
 * Counts a try, before anything about it is looked at: of many at once no more than the limit get through. Throws
 * `throttled`. A name nobody has is counted as any other, so that the answer does not tell which names there are.
 */
export async function countTry(db: Database, practice: string, { name, address }: Trying): Promise<void> {
  const wait = (await count(db, practice, 'address', address)) ?? (await count(db, practice, 'name', name));
  if (wait !== undefined) throw new Problem('throttled', 'Too many attempts: try again later', { retryAfter: wait });
}

/** Takes a try back that turned out right, and with it the name's earlier ones. */
export async function forgetTries(db: Database, practice: string, { name, address }: Trying): Promise<void> {
  await db.transaction(practice, async (tx) => {
    await tx.query(`delete from sign_in_try where practice = $1 and (subject = $2 or last < now() - interval '1 day')`, [practice, subjectOf('name', name)]);
    await tx.query(`update sign_in_try set tries = tries - 1 where practice = $1 and subject = $2 and tries > 0`, [practice, subjectOf('address', address)]);
  });
}

/** Seconds to wait, or undefined when the try is allowed. A refused try does not lengthen the wait. */
async function count(db: Database, practice: string, kind: keyof typeof MOST, what: string): Promise<number | undefined> {
  const [row] = await db.transaction(practice, (tx) =>
    tx.query<{ tries: number; wait: number }>(
      `insert into sign_in_try as t (practice, subject, tries, last) values ($1, $2, 1, now())
       on conflict (practice, subject) do update set
         tries = case when t.last < now() - interval '15 minutes' then 1 else least(t.tries, $3) + 1 end,
         last = case when t.last < now() - interval '15 minutes' or t.tries < $3 then now() else t.last end
       returning tries, ceil(extract(epoch from last + interval '15 minutes' - now()))::int as wait`,
      [practice, subjectOf(kind, what), MOST[kind]],
    ));
  return row !== undefined && row.tries > MOST[kind] ? Math.max(row.wait, 1) : undefined;
}

/** A digest: what people type for a username is now and then their password. */
function subjectOf(kind: keyof typeof MOST, what: string): string {
  return digest(`${kind} ${what}`);
}
