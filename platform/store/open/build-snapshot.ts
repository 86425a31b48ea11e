import { type Audience, AUDIENCE } from '../../access/audience.ts';
import type { Database } from '../database.ts';
import { openSegment, type Segment } from './gzip.ts';

export interface Snapshot {
  version: number;
  directory: number;
  entries: number;
  segment: Segment;
}

/** One Bundle.entry around a resource's JSON, which is passed through as it is stored. */
export function entryJson(base: string, practice: string, content: string, mode: 'match' | 'include'): string {
  return `{"fullUrl":"${base}/${practice}/fhir/r4/${addressOf(content)}","resource":${content},"search":{"mode":"${mode}"}}`;
}

/** `Type/id`. The store writes resourceType and id first, so the address is read off without parsing. */
function addressOf(content: string): string {
  const [, type = '', id = ''] = /^\{"resourceType":"([^"]+)","id":"([^"]+)"/.exec(content) ?? [];
  return `${type}/${id}`;
}

/**
 * Reads a record whole in one statement and compresses it: the Patient first, then what is in its compartment in
 * the order it was written, then the directory resources it refers to. Undefined when there is no such record.
 */
export async function buildSnapshot(db: Database, base: string, practice: string, patient: string, audience: Audience | 0): Promise<Snapshot | undefined> {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<{ version: number; directory: number; content: string | null; own: boolean }>(
      `select r.version, d.version as directory, x.content, x.own
       from record r join record d on d.practice = r.practice and d.patient = ''
       left join lateral (
         select coalesce(o.masked, o.content) as content, true as own, o.type <> 'Patient' as later, o.record_version, o.type, o.id from resource o
         where o.practice = $1 and o.patient = $2 and o.audience & $3::smallint <> 0
           and (o.type <> 'RelatedPerson' or not exists (select from patient_index i where i.practice = $1 and i.patient = $2 and i.restricted))
         union all
         select o.content, false, true, null, o.type, o.id from unnest(r.directory) k(reference)
         join resource o on o.practice = $1 and o.type = split_part(k.reference, '/', 1) and o.id = split_part(k.reference, '/', 2)
         where o.patient = '' and o.audience & $3::smallint <> 0) x on true
       where r.practice = $1 and r.patient = $2 and r.patient <> ''
       order by x.own desc, x.later, x.record_version, x.type, x.id`,
      [practice, patient, audience],
    ),
  );
  const [first] = rows;
  if (first === undefined) return undefined;
  const own = rows.flatMap((row) => (row.own && row.content !== null ? [row.content] : []));
  const referred = rows.flatMap((row) => (!row.own && row.content !== null ? [row.content] : []));
  const entries = [
    ...own.map((content) => entryJson(base, practice, content, 'match')),
    ...seenReferred(own, referred, audience).map((content) => entryJson(base, practice, content, 'include')),
  ];
  const text = `{"resourceType":"Bundle","type":"searchset","entry":[${entries.join(',')}`;
  return { version: first.version, directory: first.directory, entries: entries.length, segment: await openSegment(Buffer.from(text)) };
}

/**
 * Whom only a hidden entry refers to must not show through (safety I23). A clinician sees every entry, and theirs
 * is the snapshot that is topped up with rows written since: it holds all that the record has ever referred to.
 */
function seenReferred(own: readonly string[], referred: readonly string[], audience: Audience | 0): readonly string[] {
  if (audience === AUDIENCE.clinical) return referred;
  return referred.filter((content) => {
    const reference = `"reference":"${addressOf(content)}`;
    return own.some((text) => text.includes(`${reference}"`) || text.includes(`${reference}/`));
  });
}

const building = new Map<string, Promise<Snapshot | undefined>>();

/** Builds a snapshot and keeps it; readers of the same record at the same moment share the work. */
export async function rebuild(db: Database, base: string, practice: string, patient: string, audience: Audience | 0): Promise<Snapshot | undefined> {
  const key = `${practice}/${patient}/${audience}`;
  const running = building.get(key);
  // A build that began before this read may lack a write this reader has been told of: wait, then look again.
  if (running !== undefined) await running.catch(() => undefined);
  const again = building.get(key);
  if (again !== undefined) return again;
  const work = buildSnapshot(db, base, practice, patient, audience)
    .then(async (snapshot) => {
      if (snapshot !== undefined) await keep(db, practice, patient, audience, snapshot);
      return snapshot;
    })
    .finally(() => building.delete(key));
  building.set(key, work);
  return work;
}

/** A newer snapshot is never replaced by an older one. It is a copy: losing it in a crash loses nothing. */
async function keep(db: Database, practice: string, patient: string, audience: Audience | 0, { version, directory, entries, segment }: Snapshot): Promise<void> {
  await db.transaction(practice, async (tx) => {
    await Promise.all([
      tx.query(`select set_config('synchronous_commit', 'off', true)`, []),
      tx.query(
        `insert into snapshot (practice, patient, audience, version, directory, entries, length, crc, body)
         values ($1, $2, $3::smallint, $4, $5, $6, $7, $8, $9)
         on conflict (practice, patient, audience) do update
           set version = excluded.version, directory = excluded.directory, entries = excluded.entries,
               length = excluded.length, crc = excluded.crc, body = excluded.body
           where snapshot.version <= excluded.version`,
        [practice, patient, audience, version, directory, entries, segment.length, segment.crc, segment.body],
      ),
    ]);
  });
}
