import type { Database } from '../store/database.ts';
import { list, listOf } from '../store/list.ts';
import { type Anchor, readAnchor } from './anchor.ts';
import { anchorLines } from './anchor-file.ts';
import type { AnchorPlace } from './anchor-place.ts';

const BATCH = 500;

/** A line of the anchor file that cannot be read, or what became of the seal that it anchored. */
export type HeldLine =
  | { is: 'torn'; line: number }
  | { is: 'false'; line: number }
  /** `lost`: anchored before a restore that somebody has declared, and after what was restored. */
  | { is: 'agrees' | 'missing' | 'other' | 'lost'; anchor: Anchor };

/** Goes through a practice's anchors and holds the chain in the database against each. */
export async function* holdAgainstAnchors(db: Database, practice: string, place: AnchorPlace, key: Buffer): AsyncGenerator<HeldLine> {
  const restores = await restoresOf(place, practice, key);
  let line = 0;
  let batch: Anchor[] = [];
  for await (const text of anchorLines(place, practice)) {
    line++;
    const anchor = readAnchor(text, practice, key);
    if (typeof anchor === 'string') yield { line, is: anchor };
    else if (restores.some((restore) => restore.line > line && anchor.seq > restore.seq)) yield { is: 'lost', anchor };
    else if (batch.push(anchor) === BATCH) {
      yield* await hold(db, practice, batch);
      batch = [];
    }
  }
  yield* await hold(db, practice, batch);
}

async function restoresOf(place: AnchorPlace, practice: string, key: Buffer): Promise<{ line: number; seq: number }[]> {
  const restores: { line: number; seq: number }[] = [];
  let line = 0;
  for await (const text of anchorLines(place, practice)) {
    line++;
    const anchor = readAnchor(text, practice, key);
    if (typeof anchor !== 'string' && anchor.kind === 'restored') restores.push({ line, seq: anchor.seq });
  }
  return restores;
}

async function hold(db: Database, practice: string, anchors: readonly Anchor[]): Promise<HeldLine[]> {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<{ seq: number; hash: string; total: number }>(
      `select s.seq, encode(s.hash, 'hex') as hash, s.total from unnest(${listOf(2, 'bigint')}) k(seq) join audit_seal s on s.practice = $1 and s.seq = k.seq`,
      [practice, list(anchors.map(({ seq }) => String(seq)))],
    ),
  );
  const standing = new Map(rows.map((row) => [row.seq, row]));
  return anchors.map((anchor) => {
    const row = standing.get(anchor.seq);
    // A restore to before the first seal is anchored without one.
    if (row === undefined) return { is: anchor.seq === 0 ? 'agrees' : 'missing', anchor };
    return { is: row.hash === anchor.hash && row.total === anchor.total ? 'agrees' : 'other', anchor };
  });
}
