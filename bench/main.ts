/**
 * npm run bench [-- --patients 10000] [--save]
 *
 * Loads a practice through the importer, serves it as `npm start` does, and measures over HTTP. Each figure
 * stands beside its floor, the same bytes moved by a bare server and driver, measured in turns in the same run.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { issueAccessToken } from '../platform/identity/sessions.ts';
import { connect, type ConnectionOptions } from '../platform/store/database.ts';
import { startEmbedded } from '../platform/store/embedded/start.ts';
import { migrate } from '../platform/store/migrate.ts';
import { addPractice } from '../platform/store/practices.ts';
import { loadFloor, loadPopulation } from './load.ts';
import { runCases } from './cases.ts';
import { table, type Line } from './table.ts';

const { values } = parseArgs({ options: { patients: { type: 'string', default: '10000' }, save: { type: 'boolean', default: false } } });
const patients = Number(values.patients);
const say = (message: string): void => console.error(message);

const dataDir = await mkdtemp(join(tmpdir(), 'jenner-bench-'));
const embedded = await startEmbedded({ dataDir, onProgress: say });
const children: ChildProcess[] = [];
try {
  await migrate(embedded.owner);
  const owner = connect(embedded.owner, { size: 2 });
  const app = connect(embedded.app, { size: 6 });
  await addPractice(owner, { ods: 'A20047', name: 'Benchmark practice', synthetic: true });
  const lines: Line[] = [];

  say(`Loading ${patients} patients through the importer…`);
  const sample = Math.min(patients, 1000);
  const floor = await loadFloor(embedded.owner, sample);
  const loaded = await loadPopulation(app, patients, say);
  lines.push({ name: `import, ${loaded.resources.toLocaleString('en-GB')} resources`, unit: 'per second', ours: loaded.perSecond, floor: floor.perSecond, ratio: floor.perSecond / loaded.perSecond });
  await owner.query('analyze', []);

  const token = await issueAccessToken(app, 'A20047', 'system/*.cruds', 1);
  const ours = await child('server.ts', embedded.app);
  const bare = await child('floor-server.ts', embedded.owner);
  lines.push(...(await runCases(app, `http://127.0.0.1:${ours}/A20047`, `http://127.0.0.1:${bare}`, token, say)));

  const report = [
    `Command: npm run bench -- --patients ${patients}`,
    `Machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, embedded PostgreSQL, ${new Date().toISOString().slice(0, 10)}`,
    '',
    table(lines),
  ].join('\n');
  console.log(report);
  if (values.save) await writeFile(join(import.meta.dirname, '..', 'docs', 'proofs', 'bench.md'), `# Benchmark, last whole run\n\n${report}\n`);
  await Promise.all([owner.close(), app.close()]);
} finally {
  for (const one of children) one.kill();
  await embedded.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Starts a server process on the connection given, by message and not on its command line; answers its port. */
async function child(file: string, connection: ConnectionOptions): Promise<number> {
  const started = fork(join(import.meta.dirname, file), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  children.push(started);
  const message = async (): Promise<unknown> => {
    const [said] = (await Promise.race([once(started, 'message'), once(started, 'exit').then(() => Promise.reject(new Error(`${file} ended early`)))])) as [unknown];
    return said;
  };
  await message();
  started.send(connection);
  const port = Number(await message());
  return port;
}
