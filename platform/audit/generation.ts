import type { Database } from '../store/database.ts';

/**
 * As the owner, after the migrations and before anything is served: where the database has moved to another cluster, in
 * which transaction numbers start over, rows written from here on sort after all that came with it. Answers the generation.
 */
export async function settleGeneration(owner: Database): Promise<number> {
  const [row] = await owner.query<{ generation: number }>('select settle_audit_generation() as generation', []);
  return row?.generation ?? 1;
}
