import { Problem } from '../../errors.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { joinPieces, piecesOf } from './blocks.ts';

export type ReleaseKind = 'snomed' | 'dmd';

export interface KeptRelease {
  kind: ReleaseKind;
  /** SNOMED CT: the version URI; dm+d: the release. */
  version: string;
  title: string;
  notice: string;
  /** Only what may ship with Jenner: screens say so. */
  demonstration: boolean;
  /** ISO 8601, to the microsecond: the same version loaded again has another. */
  loaded: string;
  live: boolean;
}

/** No practice: nothing of a release belongs to one. */
const NONE = '';

/** Every release that has been loaded whole, newest first. */
export async function listReleases(db: Database): Promise<KeptRelease[]> {
  return db.query<KeptRelease & object>(
    `select r.kind, r.version, r.title, r.notice, r.demonstration, to_char(r.loaded at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as loaded, l.version is not null as live
     from terminology_release r left join terminology_live l on l.kind = r.kind and l.version = r.version order by r.kind, r.loaded desc`,
    [],
  );
}

/**
 * Keeps a release beside the others, whole or not at all, in place of the same version loaded before. The live one
 * goes on as it is, even where it is that version: until the end, others read the old blocks.
 */
export async function keepRelease(owner: Database, release: Omit<KeptRelease, 'loaded' | 'live'>, blocks: Readonly<Record<string, Uint8Array>>, onProgress: (share: number) => void): Promise<void> {
  const { kind, version, title, notice, demonstration } = release;
  const size = Object.values(blocks).reduce((sum, { length }) => sum + length, 1);
  let done = 0;
  await owner.transaction(NONE, async (tx) => {
    await tx.query(
      `insert into terminology_release (kind, version, title, notice, demonstration, loaded) values ($1, $2, $3, $4, $5, $6)
       on conflict (kind, version) do update set title = excluded.title, notice = excluded.notice, demonstration = excluded.demonstration, loaded = excluded.loaded`,
      [kind, version, title, notice, demonstration, new Date()],
    );
    await tx.query(`delete from terminology_block where kind = $1 and version = $2`, [kind, version]);
    for (const [name, bytes] of Object.entries(blocks)) {
      for await (const { seq, length, body } of piecesOf(bytes)) {
        await tx.query(`insert into terminology_block (kind, version, name, seq, length, body) values ($1, $2, $3, $4, $5, $6)`, [kind, version, name, seq, length, body]);
        onProgress((done += length) / size);
      }
    }
  });
}

/** A block of a release, or undefined where it has none of that name. */
export async function readBlock(db: Database, kind: ReleaseKind, version: string, name: string): Promise<Uint8Array | undefined> {
  return db.transaction(NONE, async (tx) => {
    const pieces = await tx.query<{ length: number }>(`select length from terminology_block where kind = $1 and version = $2 and name = $3 order by seq`, [kind, version, name]);
    return pieces.length === 0 ? undefined : joinPieces(pieces.map(({ length }) => length), (seq) => pieceOf(tx, kind, version, name, seq));
  });
}

async function pieceOf(tx: Transaction, kind: ReleaseKind, version: string, name: string, seq: number): Promise<Uint8Array> {
  const [row] = await tx.query<{ body: Uint8Array }>(`select body from terminology_block where kind = $1 and version = $2 and name = $3 and seq = $4`, [kind, version, name, seq]);
  if (row === undefined) throw new Problem('unavailable', 'The terminology release was replaced while it was read');
  return row.body;
}

/** Puts a loaded release into use, for all practices, in one transaction. Servers take it up within seconds. */
export async function switchRelease(owner: Database, kind: ReleaseKind, version: string): Promise<void> {
  await owner.transaction(NONE, async (tx) => {
    const [known] = await tx.query(`select version from terminology_release where kind = $1 and version = $2`, [kind, version]);
    if (known === undefined) throw new Problem('not-found', `There is no release ${version} here: load it first`);
    await tx.query(`insert into terminology_live (kind, version, switched) values ($1, $2, $3) on conflict (kind) do update set version = excluded.version, switched = excluded.switched`, [kind, version, new Date()]);
  });
}

/** Takes a release out. The one in use stays: another has to be put into use first. */
export async function removeRelease(owner: Database, kind: ReleaseKind, version: string): Promise<void> {
  await owner.transaction(NONE, async (tx) => {
    const [live] = await tx.query(`select version from terminology_live where kind = $1 and version = $2`, [kind, version]);
    if (live !== undefined) throw new Problem('invalid', 'The release is in use: put another into use first');
    const gone = await tx.query(`delete from terminology_release where kind = $1 and version = $2 returning version`, [kind, version]);
    if (gone.length === 0) throw new Problem('not-found', `There is no release ${version} here`);
  });
}
