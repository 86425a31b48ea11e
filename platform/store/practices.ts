import type { Database } from './database.ts';

/** A practice this installation serves. */
export interface Practice {
  ods: string;
  name: string;
  /** True when everything in it is made up. */
  synthetic: boolean;
}

export async function listPractices(db: Database): Promise<Practice[]> {
  return db.query<Practice & object>(`select practice as ods, name, synthetic from practice order by practice`, []);
}

/** As the owner: adds a practice, with its directory's record so that every later write finds it. Idempotent. */
export async function addPractice(owner: Database, practice: Practice): Promise<void> {
  await owner.transaction(practice.ods, async (tx) => {
    await tx.query(`insert into practice (practice, name, synthetic) values ($1, $2, $3) on conflict do nothing`, [practice.ods, practice.name, practice.synthetic]);
    await tx.query(`insert into record (practice, patient, version, floor, directory) values ($1, '', 1, 1, '{}') on conflict do nothing`, [practice.ods]);
    await tx.query(`insert into feed (practice, position) values ($1, 0) on conflict do nothing`, [practice.ods]);
  });
}
