import type { Database } from '../../platform/store/database.ts';
import { patient, put, write } from '../../scripts/proofs/sample-records.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { PRACTICE, type SignedIn, writeAskers } from './askers.ts';
import { TARGETS } from './axes.ts';
import { writeExported } from './exported.ts';
import { writeRecord } from './records.ts';

/** The fixture of the matrix: a practice whose patients stand for every standing and sensitivity, and everybody who might ask. */
export interface World {
  server: TestServer;
  /** As the owner, to prepare and to look at what came of a request. */
  owner: Database;
  askers: readonly SignedIn[];
  /** A patient nobody asks about, for changes to who may see what. */
  spare: string;
  /** An alert to the privacy officer. */
  alert: string;
  stop(): Promise<void>;
}

const ELSEWHERE = 'B81001';

export async function startWorld(): Promise<World> {
  const server = await startTestServer({ practices: [PRACTICE, ELSEWHERE], patients: 1 });
  const { app: db, owner } = server.database;
  for (const target of TARGETS) await writeRecord(db, PRACTICE, target);
  await write(db, PRACTICE, [put(patient('spare'))]);
  const askers = await writeAskers(owner, await server.session('gp', ELSEWHERE));
  const alert = await owner.transaction(PRACTICE, async (tx) => {
    await writeExported(tx);
    for (const { id, sensitivity } of TARGETS) {
      if (sensitivity === 'high-profile' || sensitivity === 'sealed') await tx.query(`insert into guard values ($1, $2, $3, 'fixture', now())`, [PRACTICE, id, sensitivity]);
    }
    const [row] = await tx.query<{ id: string }>(
      `with given as (
         insert into access_grant (practice, account, patient, id, kind, reason, given_by, starts, ends) values ($1, 'fixture', 'spare', gen_random_uuid(), 'break-glass', 'fixture', 'fixture', now(), now()) returning id)
       insert into privacy_alert (practice, id, at, kind, grant_id) select $1, gen_random_uuid(), now(), 'break-glass', id from given returning id`, [PRACTICE]);
    return row?.id ?? '';
  });
  return { server, owner, askers, spare: 'spare', alert, stop: () => server.stop() };
}
