import type { Database } from '../../platform/store/database.ts';

/** Snapshots hold full addresses of resources. When the server's own address has changed they are made anew. */
export async function voidSnapshotsOfOtherAddress(owner: Database, base: string): Promise<void> {
  const [standing] = await owner.query<{ value: string }>(`select value from installation where key = 'base'`, []);
  if (standing?.value === base) return;
  await owner.query(`truncate snapshot`, []);
  await owner.query(`insert into installation (key, value) values ('base', $1) on conflict (key) do update set value = excluded.value`, [base]);
}
