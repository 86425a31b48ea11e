import type { Database, Transaction } from '../store/database.ts';
import { LINE, ORDER, sealHashSql } from './chain.ts';

/** The last link of a practice's chain, as it is anchored outside the database. */
export interface Head {
  seq: number;
  hash: string;
  /** Rows sealed so far. */
  total: number;
}

/** Rows in one seal at most: what one statement holds in memory. */
const MOST = 5_000;

/**
 * Seals what a practice's audit has that is settled and not sealed: in one statement, waiting for nobody and holding
 * nobody up. Answers the new head, or undefined where there was nothing to seal or another process was first.
 *
 * A row is settled when every transaction numbered up to its own has ended: then nothing can come to stand before it
 * any more, so each row is in exactly one seal, in whatever order the transactions committed. Two sealers at once
 * make the same next seal, and the primary key lets one of them in.
 */
export async function sealNext(db: Database, practice: string): Promise<Head | undefined> {
  const [row] = await db.transaction(practice, async (tx) => tx.query<Head>(SEAL, [practice, MOST, await oldestRunning(tx)]));
  return row;
}

/** Seals all there is. */
export async function sealAll(db: Database, practice: string): Promise<Head | undefined> {
  let head: Head | undefined;
  for (let next = await sealNext(db, practice); next !== undefined; next = await sealNext(db, practice)) head = next;
  return head;
}

/** The last seal, or the last up to one. */
export async function headOf(db: Database, practice: string, upTo = Number.MAX_SAFE_INTEGER): Promise<Head | undefined> {
  const [row] = await db.transaction(practice, (tx) =>
    tx.query<Head>(`select seq, encode(hash, 'hex') as hash, total from audit_seal where practice = $1 and seq <= $2 order by seq desc limit 1`, [practice, upTo]),
  );
  return row;
}

/**
 * The oldest transaction that has not ended. Asked by itself: it names no table, so a cluster answers it where
 * transactions get their numbers, and not on the node that has the practice's rows and counts its own.
 */
export async function oldestRunning(tx: Transaction): Promise<string> {
  const [row] = await tx.query<{ oldest: string }>(`select pg_snapshot_xmin(pg_current_snapshot())::text as oldest`, []);
  return row?.oldest ?? '0';
}

/** SQL for the generation that rows are written in now: those of earlier ones are all settled. */
export const GENERATION = `coalesce((select value::integer from installation where key = 'audit-generation'), 1)`;

const SEAL = `
  with head as materialized (
    select seq, hash, total, generation, tx, sequence from (
      (select seq, hash, total, generation, tx, sequence from audit_seal where practice = $1 order by seq desc limit 1)
      union all select 0, ''::bytea, 0, 0, '0'::xid8, 0) s
    order by seq desc limit 1),
  batch as materialized (
    select a.generation, a.tx, a.sequence, sha256(convert_to(${LINE}, 'UTF8')) as leaf
    from audit a
    where a.practice = $1
      and (a.generation, a.tx, a.sequence) > ((select generation from head), (select tx from head), (select sequence from head))
      and (a.generation < ${GENERATION} or a.tx < $3::xid8)
    order by ${ORDER} limit $2),
  sealed as materialized (
    select h.seq + 1 as seq, h.hash as previous, count(*)::integer as rows, h.total + count(*) as total, now() as at,
           string_agg(b.leaf, ''::bytea order by b.generation, b.tx, b.sequence) as leaves
    from head h, batch b group by h.seq, h.hash, h.total),
  last as materialized (select generation, tx, sequence from batch order by generation desc, tx desc, sequence desc limit 1)
  insert into audit_seal (practice, seq, generation, tx, sequence, rows, total, at, leaves, hash)
  select $1, s.seq, l.generation, l.tx, l.sequence, s.rows, s.total, s.at, s.leaves, ${sealHashSql({
    practice: '$1::text', seq: 's.seq', previous: 's.previous', generation: 'l.generation', tx: 'l.tx', sequence: 'l.sequence',
    rows: 's.rows', total: 's.total', at: 's.at', leaves: 's.leaves',
  })}
  from sealed s, last l
  on conflict (practice, seq) do nothing
  returning seq, encode(hash, 'hex') as hash, total`;
