import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ConnectionOptions } from '../../store/database.ts';
import { defineJob } from '../job.ts';
import { openJobs } from '../jobs.ts';

/** A worker to be killed: the first to take its one job is slow about it, and every step it takes is written down. */
const connection = JSON.parse(process.argv[2] ?? '') as ConnectionOptions;
const db = connect(connection, { size: 2 });
const SLOW = defineJob<object>({
  name: 'slow',
  retries: 3,
  accepts: (payload): payload is object => typeof payload === 'object' && payload !== null,
  async run(database, practice) {
    const begun = await database.transaction(practice, async (tx) => {
      await tx.query(`insert into killed values ('begin')`, []);
      return tx.query<{ n: number }>(`select count(*) as n from killed`, []);
    });
    if (begun[0]?.n === 1) await sleep(60_000);
    await database.transaction(practice, (tx) => tx.query(`insert into killed values ('end')`, []));
  },
});
const jobs = await openJobs(db, { connection, kinds: [SLOW], pollSeconds: 0.5, heartbeatSeconds: 10, retrySeconds: 1, watchSeconds: 1 }, () => undefined);
const first = await db.transaction('A20047', (tx) => tx.query<{ n: number }>(`select count(*) as n from killed`, []));
if (first[0]?.n === 0) await db.transaction('A20047', (tx) => jobs.enqueue(tx, SLOW, {}));
process.stdout.write('ready\n');
