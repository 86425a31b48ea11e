import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SESSION_COOKIE } from '../../platform/http/session.ts';
import { Browser } from '../../platform/http/testing/browser.ts';
import { DEMONSTRATION_PATIENT_ID } from '../population/generate.ts';
import { freePort, killTree, processesOn, startJenner, type Started } from './start-process.ts';
import { ODS, patientId } from './stage.ts';

const EXAMPLES = join(import.meta.dirname, '..', 'examples', 'gp-connect');
const WRITERS = 4;
const ROUNDS = 2;

const started: Started[] = [];
let dataDir: string;
let port: number;
let base: string;
let account: string;

before(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'jenner-start-'));
  port = await freePort();
  base = `http://127.0.0.1:${port}`;
});
after(() => {
  for (const { child } of started) if (child.pid !== undefined && child.exitCode === null) killTree(child.pid);
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

function start(env: Record<string, string> = {}): Started {
  const one = startJenner({ PORT: String(port), JENNER_DATA: dataDir, JENNER_DEMO_PATIENTS: '20', ...env });
  started.push(one);
  return one;
}

async function untilRunning(jenner: Started): Promise<void> {
  await jenner.says(/Jenner is running at/);
}

/** Chooses the GP whom the printed lines name, at the simulated NHS CIS2. */
async function cis2Session(): Promise<{ cookie: string; account: string }> {
  const browser = new Browser();
  const offered = await browser.go(`${base}/${ODS}/auth/cis2`);
  const href = /href="(\?person=[^"]+)"><strong>Dr Asha Khan</.exec(offered.text)?.[1];
  assert.ok(href !== undefined, `the GP is not offered: ${offered.text}`);
  await browser.go(new URL(href.replaceAll('&amp;', '&'), offered.url).href);
  const answer = await browser.send(`${base}/${ODS}/auth/session`);
  assert.equal(answer.status, 200, 'the simulated NHS CIS2 opens no session');
  const { user } = await answer.json() as { user: { id: string } };
  return { cookie: `${SESSION_COOKIE}=${browser.cookies(base).get(SESSION_COOKIE) ?? ''}`, account: user.id };
}

async function signIn(): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const { cookie } = await cis2Session();
  return (path, init = {}) => fetch(`${base}/${ODS}/fhir/r4${path}`, { ...init, headers: { cookie, origin: base, 'content-type': 'application/fhir+json' } });
}

/** Patients of the example records, which keep their ids. */
function exampleIds(): string[] {
  return readdirSync(EXAMPLES).filter((name) => name.endsWith('.json')).flatMap((name) => {
    const bundle = JSON.parse(readFileSync(join(EXAMPLES, name), 'utf8')) as { entry: { resource: { resourceType: string; id: string } }[] };
    return bundle.entry.filter(({ resource }) => resource.resourceType === 'Patient').map(({ resource }) => resource.id);
  });
}

/** Two entries that come in one transaction: one alone is half a write. */
function pair(mark: string): string {
  const subject = { reference: `Patient/${DEMONSTRATION_PATIENT_ID}` };
  const observation = (code: string, value: number) => ({
    resourceType: 'Observation', status: 'final', subject, effectiveDateTime: '2026-11-20T10:00:00Z', note: [{ text: mark }],
    code: { coding: [{ system: 'http://snomed.info/sct', code }] }, valueQuantity: { value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  });
  const entry = [observation('27113001', 70), observation('27113001', 71)].map((resource) => ({ resource, request: { method: 'POST', url: 'Observation' } }));
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
}

/** Writes pairs without a pause until the server dies; answers the marks whose write it acknowledged. */
async function writeUntilDead(api: Awaited<ReturnType<typeof signIn>>, round: number): Promise<string[]> {
  const acknowledged: string[] = [];
  await Promise.all(Array.from({ length: WRITERS }, async (_, writer) => {
    for (let n = 0; ; n++) {
      const mark = `round${round}-writer${writer}-${n}.`;
      const answer = await api('/', { method: 'POST', body: pair(mark) }).catch(() => undefined);
      if (answer === undefined) return;
      assert.equal(answer.status, 200);
      acknowledged.push(mark);
    }
  }));
  return acknowledged;
}

describe('killed at any moment', () => {
  it('killed while the demonstration is being loaded, the next start does not finish it', async () => {
    const first = start();
    await first.says(/Loading the demonstration/);
    await sleep(Math.random() * 400);
    killTree(first.child.pid ?? 0);
    await first.ended;
    const second = start();
    await untilRunning(second);
    ({ account } = await cis2Session());
    const api = await signIn();
    const expected = [...Array.from({ length: 20 }, (_, index) => patientId(index)), ...exampleIds()];
    const { total } = await (await api(`/Patient?_id=${expected.join(',')}&_count=1`)).json() as { total: number };
    assert.equal(total, 20 + 7);
  });

  for (let round = 1; round <= ROUNDS; round++) {
    it(`killed in the middle of writing (${round}), an acknowledged write is gone, half of one is there, or the start needs help`, async () => {
      const running = started.at(-1);
      assert.ok(running?.child.pid !== undefined);
      const api = await signIn();
      const writing = writeUntilDead(api, round);
      await sleep(300 + Math.random() * 1200);
      killTree(running.child.pid);
      const acknowledged = await writing;
      assert.ok(acknowledged.length > 0, 'nothing was written before the kill');
      await untilRunning(start());
      assert.equal((await cis2Session()).account, account, 'another account');
      const text = await (await (await signIn())(`/Patient/${DEMONSTRATION_PATIENT_ID}/$everything`)).text();
      const times = new Map<string, number>();
      for (const [mark] of text.matchAll(/round\d+-writer\d+-\d+\./g)) times.set(mark, (times.get(mark) ?? 0) + 1);
      assert.deepEqual(acknowledged.filter((mark) => !times.has(mark)), [], 'lost');
      assert.deepEqual([...times].filter(([, count]) => count !== 2), [], 'half written');
    });
  }
});

describe('started where it cannot run', () => {
  it('a port in use gives more or less than one sentence', async () => {
    const one = start();
    assert.equal(await one.ended, 1);
    assert.match(one.output().trim(), /^Port \d+ on 127\.0\.0\.1 is in use: [^\n]+\.$/);
  });

  it('a database that is not there gives more or less than one sentence', async () => {
    const nobody = await freePort();
    const elsewhere = await freePort();
    const one = start({ PORT: String(elsewhere), DATABASE_URL: `postgres://jenner:x@127.0.0.1:${nobody}/jenner` });
    assert.equal(await one.ended, 1);
    const said = one.output().split('\n').filter((line) => line !== '' && !/^\[ *[\d.]+ s\]/.test(line));
    assert.equal(said.length, 1, one.output());
    assert.doesNotMatch(one.output(), /\n\s+at /);
  });
});

describe('ended with Ctrl+C', () => {
  it('it ends with an error, or leaves a database server behind', async () => {
    const running = started.find(({ child }) => child.exitCode === null && child.signalCode === null);
    assert.ok(running);
    assert.notEqual(processesOn(dataDir).length, 0);
    running.child.kill('SIGINT');
    assert.equal(await running.ended, 0, running.output());
    for (let i = 0; i < 40 && processesOn(dataDir).length > 0; i++) await sleep(100);
    assert.deepEqual(processesOn(dataDir), []);
  });
});
