import { Problem } from '../../errors.ts';
import type { Database, Transaction } from '../database.ts';
import { list, listOf } from '../list.ts';
import { auditRead, auditShown, pastContentFor, type Reader, readerValues, visibleTo } from '../reader.ts';

/** One version in the history of a practice, or of one of its types. */
export interface PastVersion {
  type: string;
  id: string;
  version: number;
  updated: Date;
  /** null for a deletion. */
  content: string | null;
}

/** Whose it is, and where in the history. */
type Told = PastVersion & { patient: string; place: HistoryPlace };

/** Where a page of history ended: the position in the change feed, and how many of its versions have been told. */
export interface HistoryPlace {
  position: number;
  told: number;
}

export interface HistoryPage {
  versions: PastVersion[];
  next: HistoryPlace | undefined;
}

/** Changes that one page may walk past; beyond that the question must be narrowed. */
const BUDGET = 20_000;
const STEP = 200;

interface Key {
  type: string;
  id: string;
  /** 0 for a deletion, which is known by its time. */
  version: number;
  at: Date;
  place: HistoryPlace;
}

/**
 * What has been written at the practice (of one type, or of any), newest first, as far as the reader may see it. It follows
 * the change feed, whose positions have no gap and never move: pages neither skip nor repeat while others write (safety H28).
 * Throws `invalid` where one page would walk past too much.
 */
export async function readPracticeHistory(db: Database, practice: string, type: string | undefined, since: Date | undefined, from: HistoryPlace | undefined, count: number, reader: Reader): Promise<HistoryPage> {
  return db.transaction(practice, async (tx) => {
    await auditRead(tx, reader, 'read', '', `${type ?? ''}/_history`);
    const versions: Told[] = [];
    const told = async (page: Told[], next: HistoryPlace | undefined): Promise<HistoryPage> => {
      await auditShown(tx, reader, 'read', page.map(({ patient }) => patient), `${type ?? ''}/_history`);
      return { versions: page, next };
    };
    let place = from ?? { position: Number.MAX_SAFE_INTEGER, told: 0 };
    for (let walked = 0; ; walked += STEP) {
      if (walked >= BUDGET) throw new Problem('invalid', 'This history is too long to walk: ask for a type that changes more often, or a later _since');
      const keys = await keysBefore(tx, place.position, since);
      const wanted = keys.rows.filter((key) => (type === undefined || key.type === type) && (key.place.position < place.position || key.place.told > place.told));
      versions.push(...(await seen(tx, wanted, reader)));
      const page = versions.slice(0, count);
      const last = page.at(-1);
      if (versions.length > count && last !== undefined) return told(page, last.place);
      if (keys.end) return told(page, undefined);
      place = { position: keys.last, told: Number.MAX_SAFE_INTEGER };
    }
  });
}

/** The versions written at a position and before it, newest first. */
async function keysBefore(tx: Transaction, position: number, since: Date | undefined): Promise<{ rows: Key[]; last: number; end: boolean }> {
  const changes = await tx.query<{ position: number; patient: string; record_version: number; at: Date; resources: string | null }>(
    `select position, patient, record_version, at, resources from change where practice = $1 and position <= $2 and at >= coalesce($3::timestamptz, '-infinity')
     order by position desc limit $4`,
    [tx.practice, position, since?.toISOString() ?? null, STEP],
  );
  const rows: Key[] = [];
  for (const { position: at, patient, record_version: recordVersion, at: time, resources } of changes) {
    const written = resources === null ? await writtenAt(tx, patient, recordVersion) : (JSON.parse(resources) as [string, string, number][]).toReversed();
    rows.push(...written.map(([type, id, version], n) => ({ type, id, version, at: time, place: { position: at, told: n + 1 } })));
  }
  return { rows, last: changes.at(-1)?.position ?? 0, end: changes.length < STEP };
}

/** What an import wrote: the change feed says only that the record came. */
async function writtenAt(tx: Transaction, patient: string, recordVersion: number): Promise<[string, string, number][]> {
  const rows = await tx.query<{ type: string; id: string; version: number }>(
    `select type, id, version from resource where practice = $1 and patient = $2 and record_version = $3
     union all select type, id, version from history where practice = $1 and patient = $2 and record_version = $3 order by 1 desc, 2 desc`,
    [tx.practice, patient, recordVersion],
  );
  return rows.map(({ type, id, version }) => [type, id, version]);
}

/** Of the versions, those the reader may see; and they must be able to see what stands of it now, or stood last. */
async function seen(tx: Transaction, keys: readonly Key[], reader: Reader): Promise<Told[]> {
  if (keys.length === 0) return [];
  const columns = 'practice, patient, type, id, version, updated, audience, content, masked';
  const rows = await tx.query<PastVersion & { patient: string; n: number }>(
    `select k.n::int as n, r.patient, r.type, r.id, r.version, r.updated, ${pastContentFor(6)} as content
     from unnest(${listOf(2)}, ${listOf(3)}, ${listOf(4, 'int')}, ${listOf(5, 'timestamptz')}) with ordinality k(type, id, version, at, n)
     join lateral (
       select ${columns} from resource c where c.practice = $1 and c.type = k.type and c.id = k.id and c.version = k.version
       union all
       select ${columns} from history h where h.practice = $1 and h.type = k.type and h.id = k.id
         and (h.version = k.version or (k.version = 0 and h.content is null and h.updated = k.at))) r on true
     join lateral (
       select audience from (
         select audience, version from resource c where c.practice = $1 and c.type = k.type and c.id = k.id
         union all select audience, version from history h where h.practice = $1 and h.type = k.type and h.id = k.id) v
       order by version desc limit 1) s on true
     where ${visibleTo(6)} and s.audience & $6::smallint <> 0
     order by k.n`,
    [tx.practice, list(keys.map(({ type }) => type)), list(keys.map(({ id }) => id)), list(keys.map(({ version }) => String(version))), list(keys.map(({ at }) => at.toISOString())), ...readerValues(reader)],
  );
  return rows.flatMap(({ n, ...version }) => {
    const key = keys[n - 1];
    return key === undefined ? [] : [{ ...version, place: key.place }];
  });
}
