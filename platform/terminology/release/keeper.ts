import type { Database } from '../../store/database.ts';
import { joinPieces, piecesOf } from './blocks.ts';

/** Keeps what a load has read of each file, by the file's content, so that a load cut short goes on from there. */
export interface PartKeeper {
  get(name: string, digest: string): Promise<Uint8Array | undefined>;
  put(name: string, digest: string, bytes: Uint8Array): Promise<void>;
}

const NONE = '';

/** In the database, until the release is kept. */
export function keepParts(owner: Database): PartKeeper {
  return {
    get: (name, digest) =>
      owner.transaction(NONE, async (tx) => {
        const pieces = await tx.query<{ length: number }>(`select length from terminology_reading where name = $1 and digest = $2 order by seq`, [name, digest]);
        if (pieces.length === 0) return undefined;
        return joinPieces(pieces.map(({ length }) => length), async (seq) => {
          const [row] = await tx.query<{ body: Uint8Array }>(`select body from terminology_reading where name = $1 and digest = $2 and seq = $3`, [name, digest, seq]);
          return row?.body ?? new Uint8Array(0);
        });
      }),
    put: (name, digest, bytes) =>
      owner.transaction(NONE, async (tx) => {
        await tx.query(`delete from terminology_reading where name = $1`, [name]);
        for await (const { seq, length, body } of piecesOf(bytes)) {
          await tx.query(`insert into terminology_reading (name, digest, seq, length, body) values ($1, $2, $3, $4, $5)`, [name, digest, seq, length, body]);
        }
      }),
  };
}

/** Once a release is kept, what was read for it is not needed any more. */
export async function forgetParts(owner: Database): Promise<void> {
  await owner.query(`delete from terminology_reading`, []);
}
