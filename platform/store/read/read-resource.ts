import { Problem } from '../../errors.ts';
import type { Database, Transaction } from '../database.ts';
import { auditDetail, auditRead, pastContentFor, type Reader, readerValues, visibleTo } from '../reader.ts';

/** A version of a resource as it is kept: the JSON passes through unparsed. */
export interface StoredVersion {
  version: number;
  updated: Date;
  /** null when this version is a deletion. */
  content: string | null;
}

/**
 * The current version. Throws `not-found`, or `deleted` when it once was. What the reader may not see is not
 * found either: its existence is part of what they may not see. `session` (its hash) is looked up in the same statement
 * where it has not been just before; throws `unauthenticated` where it has ended.
 */
export async function readResource(db: Database, practice: string, type: string, id: string, reader: Reader, session: string | null = null): Promise<StoredVersion> {
  const [row] = await db.query<StoredVersion>(
    `select version, updated, content from read_resource($1, $2, $3, $4::smallint, $5, $6, $7, $8, $9)`,
    [practice, type, id, reader.audience, readerValues(reader)[1], reader.account, reader.role, auditDetail(reader), session],
  );
  if (row?.version === -1) throw new Problem('unauthenticated', 'The session has ended: sign in again');
  if (row !== undefined) return row;
  const [last] = await db.transaction(practice, (tx) => versionsOf(tx, type, id, reader));
  if (last?.content === null) throw new Problem('deleted', `${type}/${id} has been deleted`);
  throw new Problem('not-found', `${type}/${id} is not known`);
}

/** All versions the reader may see, newest first; empty when there are none. Audited as a read. */
export async function readHistory(db: Database, practice: string, type: string, id: string, reader: Reader): Promise<StoredVersion[]> {
  return db.transaction(practice, async (tx) => {
    const versions = await versionsOf(tx, type, id, reader);
    const [newest] = versions;
    await auditRead(tx, reader, 'read', newest?.patient ?? '', `${type}/${id}/_history`, newest === undefined ? 'failed' : 'success');
    return versions;
  });
}

/** What is withheld now is withheld in its earlier versions too, though they could be seen in their time. */
function versionsOf(tx: Transaction, type: string, id: string, reader: Reader): Promise<(StoredVersion & { patient: string })[]> {
  return tx.query(
    `select r.version, r.updated, ${pastContentFor(4)} as content, r.patient from (
       select v.*, first_value(v.audience) over (order by v.version desc) as standing from (
         select practice, type, version, updated, content, masked, patient, audience from resource where practice = $1 and type = $2 and id = $3
         union all
         select practice, type, version, updated, content, masked, patient, audience from history where practice = $1 and type = $2 and id = $3) v) r
     where ${visibleTo(4)} and r.standing & $4::smallint <> 0
     order by r.version desc`,
    [tx.practice, type, id, ...readerValues(reader)],
  );
}
