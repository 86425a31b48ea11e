import { connect, type ConnectionOptions } from '../../platform/store/database.ts';

/** Lays the tables of practices out in hash partitions, before anything is in them. */
export async function partition(owner: ConnectionOptions, parts: number): Promise<void> {
  const db = connect(owner, { size: 1 });
  try {
    await db.query(`select partition_by_practice($1)`, [parts]);
  } finally {
    await db.close();
  }
}
