import type { Database } from '../../platform/store/database.ts';
import { list, listOf } from '../../platform/store/list.ts';

const PAGE = 50;

/**
 * Writes every current resource of a practice as NDJSON: the directory first, then patient by patient, each
 * patient's lines together and read at one moment. Audited as one export, and for each patient in it.
 */
export async function exportPractice(db: Database, practice: string, account: string, write: (text: string) => Promise<void>): Promise<{ patients: number; resources: number }> {
  const counts = { patients: 0, resources: 0 };
  await db.transaction(practice, (tx) =>
    tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), $2, 'system', 'export', 'success', '', 'practice')`, [practice, account]),
  );
  for (let after: string | undefined; ; ) {
    const page = await pageAfter(db, practice, account, after);
    for (const { patient, contents } of page) {
      if (patient !== '') counts.patients++;
      counts.resources += contents.length;
      if (contents.length > 0) await write(`${contents.join('\n')}\n`);
      after = patient;
    }
    if (page.length < PAGE) return counts;
  }
}

async function pageAfter(db: Database, practice: string, account: string, after: string | undefined): Promise<{ patient: string; contents: string[] }[]> {
  return db.transaction(practice, async (tx) => {
    const page = await tx.query<{ patient: string; contents: string[] }>(
      `select k.patient, array(
         select r.content from resource r where r.practice = $1 and r.patient = k.patient order by r.type <> 'Patient', r.record_version, r.type, r.id) as contents
       from (select patient from record where practice = $1 and ($2::text is null or patient > $2) order by patient limit ${PAGE}) k
       order by k.patient`,
      [practice, after ?? null],
    );
    const patients = page.flatMap(({ patient }) => (patient === '' ? [] : [patient]));
    await tx.query(
      `insert into audit (practice, at, actor, role, action, outcome, patient, target) select $1, now(), $2, 'system', 'export', 'success', k.patient, 'practice' from unnest(${listOf(3)}) k(patient)`,
      [practice, account, list(patients)],
    );
    return page;
  });
}
