import type { Database } from '../store/database.ts';
import type { Anchor } from './anchor.ts';
import { readAnchorKey } from './anchor-key.ts';
import type { AnchorPlace } from './anchor-place.ts';
import type { Findings } from './findings.ts';
import { holdAgainstAnchors } from './hold-against-anchors.ts';

/**
 * Holds the chain in the database against a practice's anchors: each anchored seal must be there, with the hash that
 * was anchored, and the anchors must reach to the end of the chain.
 */
export async function compareAnchors(db: Database, practice: string, place: AnchorPlace, findings: Findings, graceSeconds: number): Promise<{ anchors: number; notes: string[] }> {
  const key = await readAnchorKey(place.keyFile);
  if (key === undefined) {
    findings.add('key-missing', `the key of the anchors, ${place.keyFile}, is not there: they cannot be checked`);
    return { anchors: 0, notes: [] };
  }
  const notes: string[] = [];
  let [anchors, highest] = [0, 0];
  let lost: Anchor | undefined;
  for await (const held of holdAgainstAnchors(db, practice, place, key)) {
    if (held.is === 'torn') notes.push(`line ${held.line} of the anchor file was cut short; the others do not depend on it`);
    else if (held.is === 'false') findings.add('anchor-false', `line ${held.line} of the anchor file was not written with this key`);
    else {
      anchors++;
      const { seq, total, at, kind, by, reason } = held.anchor;
      if (held.is === 'lost') lost = held.anchor;
      else highest = Math.max(highest, seq);
      if (held.is === 'missing') findings.add('tail-cut', `seal ${seq}, anchored on ${at} when the audit had ${total} sealed rows, is not in the database`);
      if (held.is === 'other') findings.add('rewritten', `seal ${seq} is not the one that was anchored on ${at}`);
      if (kind === 'restored') {
        notes.push(`restored to seal ${seq} (${total} rows) on ${at}, declared by ${by}: ${reason}. ${lost === undefined ? 'Nothing that was anchored is lost' : `Lost: what was anchored after that, last on ${lost.at} at ${lost.total} rows`}`);
        lost = undefined;
      }
    }
  }
  await checkEnd(db, practice, highest, findings, graceSeconds);
  return { anchors, notes };
}

/** Whoever cuts the file leaves seals that no anchor reaches. */
async function checkEnd(db: Database, practice: string, highest: number, findings: Findings, graceSeconds: number): Promise<void> {
  const [row] = await db.transaction(practice, (tx) =>
    tx.query<{ count: number }>(
      `select count(*) as count from audit_seal s
       where s.practice = $1 and s.seq > $2
         and s.at < (select l.at from audit_seal l where l.practice = $1 order by l.seq desc limit 1) - $3 * interval '1 second'`,
      [practice, highest, graceSeconds],
    ),
  );
  if (row !== undefined && row.count > 0) findings.add('anchor-cut', `${row.count} seals after seal ${highest} are not anchored: the anchor file was cut, or could not be written`);
}
