import { constants, crc32, inflateRawSync } from 'node:zlib';
import { type Audience, AUDIENCE } from '../../access/audience.ts';
import type { Database } from '../database.ts';
import { NO_SECRETS } from '../secrets/seal.ts';
import { buildSnapshot, entryJson } from '../open/build-snapshot.ts';
import type { Moment } from './moment.ts';
import { addFault, type VerifyReport } from './report.ts';

interface Stored {
  patient: string;
  audience: Audience;
  version: number;
  recordVersion: number;
}

/**
 * Every snapshot that `open_record` would serve: its checks are those of its text, and what would be sent, rows
 * written since included, is what a rebuild gives at this moment. Those it would not serve are only copies grown old.
 */
export async function checkSnapshots(moment: Moment, practice: string, base: string, report: VerifyReport): Promise<void> {
  const db = standIn(moment);
  const fresh = moment.rows<Stored>(
    `select s.patient, s.audience, s.version, r.version as "recordVersion" from snapshot s
     join record r on r.practice = s.practice and r.patient = s.patient
     join record d on d.practice = s.practice and d.patient = ''
     where s.practice = current_setting('app.practice', true) and s.version >= r.floor and s.directory >= d.floor
       and (s.version = r.version or s.audience = ${AUDIENCE.clinical})
     order by s.patient, s.audience`,
  );
  for await (const stored of fresh) {
    const { patient, audience } = stored;
    report.counts.snapshots++;
    const fault = (message: string) => addFault(report, { practice, check: 'snapshot', target: `Patient/${patient}, audience ${audience}`, message });
    const [row] = await moment.query<{ body: Buffer; length: number; crc: number; entries: number }>(
      `select body, length, crc, entries from snapshot where practice = $1 and patient = $2 and audience = $3::smallint`,
      [practice, patient, audience],
    );
    const text = row === undefined ? undefined : inflate(row.body);
    if (row === undefined || text === undefined) {
      fault('cannot be read');
      continue;
    }
    if (text.length !== row.length || crc32(text) !== row.crc) fault('its length or checksum is not that of its text');
    const built = await buildSnapshot(db, base, practice, patient, audience);
    const rebuilt = built === undefined ? undefined : inflate(built.segment.body);
    const since = stored.version < stored.recordVersion ? await writtenSince(moment, practice, stored) : [];
    if (rebuilt === undefined) fault('there is no such record to build it from');
    else if (since.length === 0 ? !text.equals(rebuilt) : !sameEntries(text, since.map((content) => entryJson(base, practice, content, 'match')), row.entries > 0, rebuilt)) {
      fault('what would be served is not what the rows hold');
    }
  }
}

/** The rows that `open_record` sends after the snapshot. */
async function writtenSince(moment: Moment, practice: string, { patient, audience, version }: Stored): Promise<string[]> {
  const rows = await moment.query<{ content: string }>(
    `select coalesce(x.masked, x.content) as content from resource x
     where x.practice = $1 and x.patient = $2 and x.record_version > $3 and x.audience & $4::smallint <> 0
       and (x.type <> 'RelatedPerson' or not exists (select from patient_index i where i.practice = $1 and i.patient = $2 and i.restricted))`,
    [practice, patient, version, audience],
  );
  return rows.map(({ content }) => content);
}

function inflate(body: Buffer): Buffer | undefined {
  try {
    return inflateRawSync(body, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}

/** Rows written since come after what the snapshot includes of the directory; a rebuild puts them before it. */
function sameEntries(text: Buffer, since: readonly string[], hasEntries: boolean, rebuilt: Buffer): boolean {
  const served = entriesOf(`${text.toString()}${hasEntries ? ',' : ''}${since.join(',')}]}`);
  const wanted = entriesOf(`${rebuilt.toString()}]}`);
  return served !== undefined && wanted !== undefined && served.length === wanted.length && served.every((entry, i) => entry === wanted[i]);
}

function entriesOf(bundle: string): string[] | undefined {
  try {
    const { entry } = JSON.parse(bundle) as { entry: unknown[] };
    return entry.map((one) => JSON.stringify(one)).sort();
  } catch {
    return undefined;
  }
}

/** The moment as a database, for the builder to read from; it writes nothing. */
function standIn(moment: Moment): Database {
  return {
    transaction: (practice, work) => work({ practice, secrets: NO_SECRETS, query: moment.query }),
    query: moment.query,
    raw: () => Promise.reject(new Error('the builder reads no raw rows')),
    close: () => Promise.resolve(),
  };
}
