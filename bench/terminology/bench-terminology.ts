import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { madeRelease, writeZip } from '../../dev-env/terminology/generate-release.ts';
import { issueAccessToken } from '../../platform/identity/sessions.ts';
import { addPractice } from '../../platform/store/practices.ts';
import { switchRelease } from '../../platform/terminology/release/releases.ts';
import { openTerminology, snomedOf } from '../../platform/terminology/terminology.ts';
import { exchange } from '../client.ts';
import type { Environment } from '../environment.ts';
import type { Report } from '../report.ts';
import { eclQuestions, eclSamples, eclSubjects } from './ecl-samples.ts';
import { searchSamples, summary } from './search-cases.ts';

interface Loaded {
  version: string;
  milliseconds: number;
  stages: Record<string, number>;
  kilobytes: number;
}

const CLIENTS = 16;
/** A quick typist's pause between keys. */
const KEY_MS = 150;

/** A made-up release of full size: loaded from its zip, put into use, searched and asked, in the process and over HTTP. */
export async function benchTerminology({ connections, owner, app, start }: Environment, concepts: number, say: (message: string) => void): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'jenner-bench-terms-'));
  try {
    const zip = join(folder, 'SnomedCT_Made_20261001T120000Z.zip');
    say(`Making a release of ${concepts.toLocaleString('en-GB')} concepts…`);
    await writeZip(madeRelease({ concepts }), zip);
    say('Loading it…');
    const loaded = await inOwnProcess(connections.owner, zip);
    const before = process.memoryUsage().rss;
    const switched = performance.now();
    await switchRelease(owner, 'snomed', loaded.version);
    const terminology = await openTerminology(app, (error) => { throw error; });
    const ready = performance.now() - switched;
    const { edition, terms } = snomedOf(terminology);
    const held = process.memoryUsage().rss - before;
    say('Searching…');
    const within = new Uint32Array(Math.ceil(edition.size / 32)).map((_, i) => (i % 3 === 0 ? 0xffffffff : 0));
    const searches = summary(searchSamples(edition, terms, within));
    say('Asking by hierarchy and attribute…');
    const questions = eclSamples(edition, eclQuestions(eclSubjects(edition)), 25);
    await addPractice(owner, { ods: 'A20047', name: 'Benchmark practice', synthetic: true });
    const token = await issueAccessToken(app, 'A20047', 'system/*.rs', 1);
    const server = await start('server.ts', connections.app);
    say(`Typing at ${CLIENTS} screens…`);
    const typed = wordsToType(edition, 400);
    const http = `http://127.0.0.1:${server.port}/A20047/fhir/r4`;
    const paced = await typeAt(http, token, typed, KEY_MS);
    const flatOut = await typeAt(http, token, typed, 0);
    const floor = await typeAt(`http://127.0.0.1:${server.port}/A20047/fhir/r4`, token, typed, 0, '/CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=male&x=');
    await terminology.close();
    const size = (await stat(zip)).size;
    const descriptions = edition.descriptionActive.length;
    return {
      title: 'Terminology of full size, last run', proof: 'terminology',
      markdown: [
        `A made-up release: ${edition.size.toLocaleString('en-GB')} concepts, ${descriptions.toLocaleString('en-GB')} descriptions, ${edition.attributeType.length.toLocaleString('en-GB')} attribute relationships, ${Math.round(size / 2 ** 20)} MB zipped.`,
        '', '| loading, in a process of its own | |', '| --- | ---: |',
        `| from the zip to whole in the database | ${seconds(loaded.milliseconds)} |`,
        ...Object.entries(loaded.stages).map(([stage, milliseconds]) => `| – ${stage.toLowerCase()} | ${seconds(milliseconds)} |`),
        `| most memory (RSS) | ${Math.round(loaded.kilobytes / 1024).toLocaleString('en-GB')} MB |`,
        `| from the switch to ready in another process | ${seconds(ready)} |`,
        `| what it takes there | ${Math.round(held / 2 ** 20).toLocaleString('en-GB')} MB |`,
        '', '| search, in the process (CPU ms) | searches | p50 | p95 | most |', '| --- | ---: | ---: | ---: | ---: |',
        ...searches.map(({ kind, count, p50, p95, most }) => `| ${kind} | ${count.toLocaleString('en-GB')} | ${p50.toFixed(2)} | ${p95.toFixed(2)} | ${most.toFixed(1)} |`),
        '', `| a key over HTTP, ${CLIENTS} at once (ms) | keys | p50 | p95 | a second |`, '| --- | ---: | ---: | ---: | ---: |',
        row(`each typing a key every ${KEY_MS} ms`, paced), row('each as fast as it is answered', flatOut), row('floor: the same, a code of a list looked up', floor),
        '', '| expression constraint (CPU ms) | found | p50 | p95 |', '| --- | ---: | ---: | ---: |',
        ...questions.map(({ name, concepts: found, p50, p95 }) => `| ${name} | ${found.toLocaleString('en-GB')} | ${p50.toFixed(1)} | ${p95.toFixed(1)} |`),
      ].join('\n'),
      data: { loaded, ready, held, searches, questions, paced, flatOut, floor },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inOwnProcess(connection: Environment['connections']['owner'], source: string): Promise<Loaded> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'load-process.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  child.send({ connection, source });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The release could not be loaded')));
  const [loaded] = (await Promise.race([once(child, 'message'), ended])) as [Loaded];
  ended.catch(() => undefined);
  return loaded;
}

interface Edited {
  active: number;
  preferredTerm(concept: number): string;
}

/** Terms as people begin to type them, three letters and on, to the end of the second word. */
function wordsToType(edition: Edited, count: number): string[][] {
  const step = Math.max(1, Math.floor(edition.active / count));
  return Array.from({ length: count }, (_, i) => {
    const term = edition.preferredTerm(i * step).split(' ').slice(0, 2).join(' ').slice(0, 16);
    return Array.from({ length: Math.max(term.length - 2, 1) }, (__, n) => term.slice(0, n + 3));
  });
}

interface Typed {
  keys: number;
  p50: number;
  p95: number;
  perSecond: number;
}

async function typeAt(base: string, token: string, terms: readonly string[][], pause: number, path = '/ValueSet/$expand?count=8&filter='): Promise<Typed> {
  const times: number[] = [];
  const headers = { authorization: `Bearer ${token}` };
  const began = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, async (_, client) => {
    await setTimeout((client * KEY_MS) / CLIENTS);
    for (let i = client; i < terms.length; i += CLIENTS) {
      for (const typed of terms[i] ?? []) {
        const from = performance.now();
        await exchange(`${base}${path}${encodeURIComponent(typed)}`, { headers });
        const took = performance.now() - from;
        times.push(took);
        if (pause > took) await setTimeout(pause - took);
      }
    }
  }));
  const perSecond = (times.length / (performance.now() - began)) * 1000;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { keys: times.length, p50: at(0.5), p95: at(0.95), perSecond };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function row(name: string, { keys, p50, p95, perSecond }: Typed): string {
  return `| ${name} | ${keys.toLocaleString('en-GB')} | ${p50.toFixed(1)} | ${p95.toFixed(1)} | ${Math.round(perSecond).toLocaleString('en-GB')} |`;
}
