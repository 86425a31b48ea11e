import { issueAccessToken } from '../platform/identity/sessions.ts';
import { addPractice } from '../platform/store/practices.ts';
import { runCases } from './cases.ts';
import type { Environment } from './environment.ts';
import { loadFloor, loadPopulation } from './load.ts';
import type { Report } from './report.ts';
import { table, type Line } from './table.ts';

/** The practice alone, each figure beside its floor. */
export async function benchAgainstFloor({ connections, owner, app, start }: Environment, patients: number, say: (message: string) => void): Promise<Report> {
  const practice = { ods: 'A20047', name: 'Benchmark practice' };
  await addPractice(owner, { ...practice, synthetic: true });
  say(`Loading ${patients} patients through the importer…`);
  const floor = await loadFloor(connections.owner, practice, Math.min(patients, 1000));
  const loaded = await loadPopulation(app, practice, patients, say);
  const imported: Line = { name: `import, ${loaded.resources.toLocaleString('en-GB')} resources`, unit: 'per second', ours: loaded.perSecond, floor: floor.perSecond, ratio: floor.perSecond / loaded.perSecond };
  await owner.query('analyze', []);
  const token = await issueAccessToken(app, practice.ods, 'system/*.cruds', 1);
  const ours = await start('server.ts', connections.app);
  const bare = await start('floor-server.ts', connections.owner);
  const lines = [imported, ...(await runCases(app, `http://127.0.0.1:${ours.port}/${practice.ods}`, `http://127.0.0.1:${bare.port}`, token, say))];
  return { title: 'Benchmark, last whole run', proof: 'bench', markdown: table(lines), data: { lines } };
}
