import { type Audience, AUDIENCE } from '../../access/audience.ts';
import { Problem } from '../../errors.ts';
import type { Database } from '../database.ts';
import { auditDetail } from '../reader.ts';
import { readTextArray } from '../text-array.ts';
import { entryJson, rebuild } from './build-snapshot.ts';
import { finishMember, type Segment } from './gzip.ts';

export interface OpenedRecord {
  /** The record version: it rises with every write to the record. */
  version: number;
  /** The searchset Bundle as one gzip member, in pieces ready for the socket. */
  gzip: Buffer[];
  /** Bytes on the wire, all pieces together. */
  size: number;
}

export interface Reader {
  account: string;
  role: string;
  audience: Audience | 0;
  app?: string;
}

/** More rows than this since the snapshot, and it is cheaper to build it anew. */
const DELTA_LIMIT = 64;

/**
 * Opens one patient's record as one audience may see it: `Patient/{id}/$everything`.
 *
 * One statement reads the snapshot, the record's version and the rows written since, and writes the audit row,
 * so what is sent is the record at one moment and never older than the read. Where something inside the snapshot
 * has changed since it was taken, it is built again first; and so it is where a reader who does not see everything
 * has new rows, as those may refer to somebody in the directory who was out of their sight. Undefined when the practice has no such patient,
 * or none that this reader may see. `session` (its hash) is looked up in the same statement where it has not been just
 * before; throws `unauthenticated` where it has ended.
 */
export async function openRecord(db: Database, base: string, practice: string, patient: string, reader: Reader, session: string | null = null): Promise<OpenedRecord | undefined> {
  const [row] = await db.raw(
    `select version, fresh, entries, length, crc, body, since from open_record($1, $2, $3::smallint, $4, $5, $6, $7)`,
    [practice, patient, reader.audience, reader.account, reader.role, auditDetail(reader), session],
  );
  if (row === undefined) return undefined;
  if (row[0]?.[0] === MINUS) throw new Problem('unauthenticated', 'The session has ended: sign in again');
  const [version, fresh, entries, length, crc, body, since] = row;
  if (fresh?.[0] === TRUE && body != null) {
    const segment: Segment = { body: bytes(body), length: Number(length), crc: Number(crc) };
    const added = since == null ? [] : readTextArray(since.toString('utf8'));
    if (added.length === 0 || (added.length <= DELTA_LIMIT && reader.audience === AUDIENCE.clinical)) return assemble(Number(version), segment, Number(entries) > 0, added.map((content) => entryJson(base, practice, content, 'match')));
  }
  const built = await rebuild(db, base, practice, patient, reader.audience);
  return built === undefined ? undefined : assemble(built.version, built.segment, built.entries > 0, []);
}

const TRUE = 't'.charCodeAt(0);
const MINUS = '-'.charCodeAt(0);

async function assemble(version: number, segment: Segment, hasEntries: boolean, added: string[]): Promise<OpenedRecord> {
  const lead = added.length > 0 && hasEntries ? ',' : '';
  const gzip = await finishMember(segment, Buffer.from(`${lead}${added.join(',')}]}`));
  return { version, gzip, size: gzip.reduce((sum, piece) => sum + piece.length, 0) };
}

/** `\x…`, the text form of a bytea. */
function bytes(text: Buffer): Buffer {
  return Buffer.from(text.toString('latin1', 2), 'hex');
}
