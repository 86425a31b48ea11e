/**
 * A Jenner to be killed: the embedded database and the store on the folder of its argument, eight writers and two
 * readers. Prints `ready`, and for each acknowledged transaction its number. Started by server-kill-rounds.ts.
 */
import { AUDIENCE } from '../../platform/access/audience.ts';
import { connect } from '../../platform/store/database.ts';
import { startEmbedded } from '../../platform/store/embedded/start.ts';
import { migrate } from '../../platform/store/migrate.ts';
import { openRecord } from '../../platform/store/open/open-record.ts';
import { addPractice } from '../../platform/store/practices.ts';
import { observation, patient, put, write } from './sample-records.ts';

const PRACTICE = 'A20047';
const WRITERS = 8;
const [dataDir = '', from = '1', base = ''] = process.argv.slice(2);

const embedded = await startEmbedded({ dataDir });
await migrate(embedded.owner);
const owner = connect(embedded.owner, { size: 1 });
await addPractice(owner, { ods: PRACTICE, name: 'Practice', synthetic: true });
const app = connect(embedded.app, { size: 12 });
const people = Array.from({ length: WRITERS }, (_, i) => `p${i}`);
await write(app, PRACTICE, people.map((id) => put(patient(id))));
process.stdout.write('ready\n');

let next = Number(from);
await Promise.all([...people.map(writeFor), readAll(), readAll()]);

/** Both halves of each pair, and the mark of the latest, come or go together. */
async function writeFor(person: string): Promise<never> {
  for (;;) {
    const n = next++;
    const identifier = [{ system: 'urn:jenner:pair', value: String(n) }];
    try {
      await write(app, PRACTICE, [
        put(observation(`first-${n}`, person, { identifier })),
        put(observation(`second-${n}`, person, { identifier })),
        put(observation(`latest-${person}`, person, { valueInteger: n })),
      ]);
      process.stdout.write(`${n}\n`);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20)); // the database is away: nothing was acknowledged
    }
  }
}

async function readAll(): Promise<never> {
  const reader = { account: 'gp', role: 'gp', audience: AUDIENCE.clinical };
  for (;;) {
    for (const person of people) await openRecord(app, base, PRACTICE, person, reader).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
