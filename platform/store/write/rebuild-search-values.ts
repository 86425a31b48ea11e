import type { StoredResource } from '../../fhir/resource.ts';
import type { Database } from '../database.ts';
import { resourceRow } from '../rows/resource-row.ts';
import { insertSearchValues } from './index-rows.ts';

/** Resources in one transaction. */
const BATCH = 500;

/**
 * Puts what was there before search_value into it, for one practice, a batch at a time beside the practice's work; then
 * search uses it. Does nothing where nothing is missing. What is written meanwhile brings its own rows; what is changed
 * between being read here and its batch's end is held by its lock until then.
 */
export async function rebuildSearchValues(db: Database, practice: string): Promise<number> {
  const waiting = await db.transaction(practice, (tx) => tx.query(`select 1 from search_rebuild where practice = $1`, [practice]));
  if (waiting.length === 0) return 0;
  let done = 0;
  for (let after: [string, string] = ['', '']; ; ) {
    const last = await db.transaction(practice, async (tx) => {
      const rows = await tx.query<{ type: string; id: string; content: string }>(
        `select type, id, content from resource where practice = $1 and (type, id) > ($2, $3) order by type, id limit ${BATCH} for share`,
        [practice, ...after],
      );
      await insertSearchValues(tx, rows.map(({ content }) => resourceRow(JSON.parse(content) as StoredResource)));
      done += rows.length;
      return rows.at(-1);
    });
    if (last === undefined) break;
    after = [last.type, last.id];
  }
  await db.transaction(practice, (tx) => tx.query(`delete from search_rebuild where practice = $1`, [practice]));
  return done;
}
