import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { anchorOf, writeAnchor } from './anchor.ts';
import { appendAnchor } from './anchor-file.ts';
import { loadAnchorKey } from './anchor-key.ts';
import type { AnchorPlace } from './anchor-place.ts';
import { holdAgainstAnchors } from './hold-against-anchors.ts';
import { type Head, headOf } from './seal.ts';

/**
 * Declares that the database was put back to before the first anchor that it disagrees with, so that what was anchored
 * from there on is known to be lost; the restored server may have gone on since, and that is anchored anew. It stands in
 * the anchor file, signed, and in the audit; `audit verify` repeats it ever after. Returns the last seal that was kept.
 */
export async function declareRestore(db: Database, practice: string, place: AnchorPlace, by: string, reason: string): Promise<Head> {
  if (by === '' || reason === '') throw new Problem('invalid', 'Say who declares the restore, and why');
  const key = await loadAnchorKey(place);
  let lost = Infinity;
  for await (const held of holdAgainstAnchors(db, practice, place, key)) {
    if (held.is === 'missing' || held.is === 'other') lost = Math.min(lost, held.anchor.seq);
  }
  const head = await headOf(db, practice);
  const kept = (lost === Infinity ? head : await headOf(db, practice, lost - 1)) ?? { seq: 0, hash: '', total: 0 };
  await appendAnchor(place, practice, writeAnchor(anchorOf(practice, kept, new Date(), { by, reason }), key));
  if (head !== undefined && head.seq > kept.seq) await appendAnchor(place, practice, writeAnchor(anchorOf(practice, head, new Date()), key));
  await db.transaction(practice, (tx) =>
    tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), 'system:command-line', 'system', 'restore', 'success', '', $2)`, [practice, `audit/${kept.seq}`]),
  );
  return kept;
}
