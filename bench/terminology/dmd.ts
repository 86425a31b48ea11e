/**
 * What a dm+d of full size costs: node bench/terminology/dmd.ts [VMPs, 20000]
 * Made-up files in the published layout are written, read, indexed, kept as bytes and searched as somebody types.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateDmd } from '../../dev-env/terminology/generate-dmd.ts';
import { type Dmd, decodeDmd, encodeDmd } from '../../platform/terminology/dmd/dmd.ts';
import { readDmd } from '../../platform/terminology/dmd/read/read-dmd.ts';
import { buildDrugIndex } from '../../platform/terminology/dmd/search/build-index.ts';
import { decodeDrugIndex, encodeDrugIndex } from '../../platform/terminology/dmd/search/drug-index.ts';
import { searchDrugs } from '../../platform/terminology/dmd/search/search-drugs.ts';

const cpu = (): number => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;

async function measured<T>(what: string, run: () => T | Promise<T>): Promise<T> {
  const [wall, used] = [performance.now(), cpu()];
  const made = await run();
  console.log(`${what}: ${Math.round(performance.now() - wall)} ms, CPU ${Math.round(cpu() - used)} ms, peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
  return made;
}

/** Each beginning of some hundred names with a strength, names with a slip, and the widest there are. */
function queriesFor(dmd: Dmd): string[] {
  const queries = ['t', 'a', 'm', 'p', 'tab', 'tablets', '5', '500 tab', 'mr tab', 'ltd', 'zzzzqq', 'pharma ltd tablets 5'];
  const amps = dmd.table('AMP').length;
  for (let nth = 0; nth < 400; nth++) {
    const [name = '', strength = ''] = dmd.row('AMP', (nth * 7919) % amps).description().toLowerCase().split(' ');
    const typed = `${name.slice(0, 6)} ${strength.replace(/[a-z].*/, '')}`;
    for (let length = 1; length <= typed.length; length++) queries.push(typed.slice(0, length));
    queries.push(name.slice(0, 2) + name.slice(3));
  }
  return queries;
}

const folder = await mkdtemp(join(tmpdir(), 'jenner-dmd-'));
try {
  await generateDmd(folder, { vmps: Number(process.argv[2] ?? '20000') });
  const read = await measured('Read', () => readDmd(folder));
  const bytes = read.release.files.reduce((sum, file) => sum + file.bytes, 0);
  const built = await measured('Index', () => buildDrugIndex(read));
  const [encoded, encodedIndex] = [encodeDmd(read), encodeDrugIndex(built)];
  console.log(`${Math.round(bytes / 1e6)} MB of XML; kept in ${Math.round(encoded.length / 1e6)} MB, and ${Math.round(encodedIndex.length / 1e6)} MB of index`);
  const index = await measured('Decode both', () => decodeDrugIndex(decodeDmd(encoded), encodedIndex));
  const queries = queriesFor(read);
  for (const query of queries.slice(0, 600)) searchDrugs(index, query);
  const times = queries.map((query) => {
    const before = cpu();
    searchDrugs(index, query);
    return cpu() - before;
  }).sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  console.log(`${times.length} searches, CPU: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
} finally {
  await rm(folder, { recursive: true });
}
