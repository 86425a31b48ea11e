import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { generatePopulation } from '../../dev-env/population/generate.ts';
import { anchorPlace } from '../../platform/audit/anchor-place.ts';
import { sealNext } from '../../platform/audit/seal.ts';
import { verifyAudit } from '../../platform/audit/verify.ts';
import { connect, type Database } from '../../platform/store/database.ts';
import { openRecord } from '../../platform/store/open/open-record.ts';
import type { Proof } from './proof.ts';
import { CLINICIAN, put, write } from './sample-records.ts';

const PRACTICE = 'A20047';
const ROUNDS = 5;
const MS = 1_000;

interface Timing {
  p50: number;
  p95: number;
  perSecond: number;
}

type Way = readonly [name: string, work: (n: number) => Promise<unknown>];

/** The measurements behind docs/decisions/2026-11-22-audit.md. */
export const auditCost: Proof = {
  title: 'What an audit costs that is chained, and durable before a reader has a byte',
  async run(progress) {
    const db = await startTestDatabase([PRACTICE]);
    const app = connect(db.connections.app, { size: 16 });
    const apart = connect(db.connections.app, { size: 1 });
    const flushed = sharedFlush(apart);
    const lines: string[] = [];
    try {
      const { patient, observation } = await prepare(db);
      const open = (name: string) => () => app.raw(`select * from ${name}($1, $2, $3::smallint, $4, $5, '', null)`, [PRACTICE, patient, CLINICIAN.audience, 'a', 'gp']);
      const read = (name: string) => () => app.raw(`select * from ${name}($1, 'Observation', $2, $3::smallint, null, $4, 'gp', '')`, [PRACTICE, observation, CLINICIAN.audience, 'a']);
      const shared = (work: () => Promise<unknown>) => async () => {
        await work();
        await flushed();
      };
      await table('open a record', [['off', open('open_record_lazy')], ['on', open('open_record')], ['off, one flush shared', shared(open('open_record_lazy'))]], lines, progress);
      await table('read one resource', [['off', read('read_resource_lazy')], ['on', read('read_resource')], ['off, one flush shared', shared(read('read_resource_lazy'))]], lines, progress);
      const chain = await table('write an audit row, durable', [['in order, sealed later', insertInOrder(app)], ['chained under a row lock', insertChained(app)]], lines, progress);
      const lazily = await table('write an audit row, not waiting for the disk', [['in order, sealed later', insertInOrder(app, 'off')], ['chained under a row lock', insertChained(app, 'off')]], lines, progress);
      lines.push('', await sealing(app));
      return { ok: chain && lazily, lines };
    } finally {
      await Promise.all([app.close(), apart.close()]);
      await db.stop();
    }
  },
};

/** One record of some size, opened once, and each hot read a second time in a form that does not wait for the disk. */
async function prepare(db: TestDatabase): Promise<{ patient: string; observation: string }> {
  const [record] = generatePopulation({ seed: 31, patients: 1, practice: { ods: PRACTICE, name: 'The Practice' }, today: '2026-11-22' });
  if (record === undefined) throw new Error('no record');
  await write(db.app, PRACTICE, [...record.directory, record.patient, ...record.resources].map((resource) => put(resource)));
  await openRecord(db.app, 'http://127.0.0.1', PRACTICE, record.patient.id, CLINICIAN);
  for (const name of ['open_record', 'read_resource']) {
    const [row] = await db.owner.query<{ text: string }>(`select pg_get_functiondef(oid) as text from pg_proc where proname = $1`, [name]);
    const text = (row?.text ?? '').replace(`.${name}(`, `.${name}_lazy(`).replace(`'app.practice', p_practice, true);`, `'app.practice', p_practice, true);\n  perform set_config('synchronous_commit', 'off', true);`);
    await db.owner.query(text, []);
  }
  await db.owner.query(`create table chained (practice text primary key, seq bigint not null, hash bytea not null)`, []);
  await db.owner.query(`insert into chained values ($1, 0, '')`, [PRACTICE]);
  await db.owner.query(`grant select, insert, update on chained to jenner_app`, []);
  return { patient: record.patient.id, observation: record.resources.find(({ resourceType }) => resourceType === 'Observation')?.id ?? '' };
}

const INSERT = `insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), 'a', 'gp', 'read', 'success', 'p', 'Observation/' || $2)`;

function insertInOrder(db: Database, durable: 'on' | 'off' = 'on') {
  return (n: number) => db.transaction(PRACTICE, (tx) => Promise.all([tx.query(`select set_config('synchronous_commit', $1, true)`, [durable]), tx.query(INSERT, [PRACTICE, String(n)])]));
}

/** The other design: each transaction takes the head of the chain, and holds it until it has committed. */
function insertChained(db: Database, durable: 'on' | 'off' = 'on') {
  return (n: number) => db.transaction(PRACTICE, (tx) => Promise.all([
    tx.query(`select set_config('synchronous_commit', $1, true)`, [durable]),
    tx.query(`update chained set seq = seq + 1, hash = sha256(hash || convert_to($2, 'UTF8')) where practice = $1`, [PRACTICE, `Observation/${n}`]),
    tx.query(INSERT, [PRACTICE, String(n)]),
  ]));
}

/**
 * The other way to durable reads: they do not wait for the disk themselves, but for a flush on a connection apart. A commit
 * that does wait takes with it all the log before it. Whoever comes while one runs shares the next.
 */
function sharedFlush(db: Database): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    const flushing = db.query(`select pg_logical_emit_message(true, 'jenner-flush', '')`, []).then(() => {
      if (running === flushing) running = undefined;
    });
    running = flushing;
    return flushing;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running.then(() => {
      next = undefined;
      return start();
    });
    return next;
  };
}

/** How long a row takes to be sealed: what the database's own time costs, off the path of any request. */
async function sealing(db: Database): Promise<string> {
  const times: number[] = [];
  let total = 0;
  for (;;) {
    const from = performance.now();
    const head = await sealNext(db, PRACTICE);
    if (head === undefined) break;
    times.push(performance.now() - from);
    total = head.total;
  }
  const whole = times.reduce((sum, time) => sum + time, 0);
  const from = performance.now();
  for (let n = 0; n < 200; n++) await sealNext(db, PRACTICE);
  const idle = (performance.now() - from) / 200;
  const start = performance.now();
  const report = await verifyAudit(db, PRACTICE, anchorPlace(undefined, join(tmpdir(), 'jenner-no-anchors')));
  const verified = ((performance.now() - start) / report.rows) * 1000;
  return `Sealing: ${((whole / total) * 1000).toFixed(1)} µs a row (${total} rows in ${times.length} seals); a practice with nothing new ${idle.toFixed(2)} ms. Verifying: ${verified.toFixed(1)} µs a row.`;
}

/** Measures ways in turns, so that a noisy machine is noisy for all; true where the first is not slower than the second at 16 clients. */
async function table(what: string, ways: readonly Way[], lines: string[], progress: (message: string) => void): Promise<boolean> {
  let sound = true;
  lines.push('', `**${what}**`, '', '| | clients | p50 ms | p95 ms | a second |', '| --- | --- | --- | --- | --- |');
  for (const clients of [1, 16]) {
    const timings = ways.map((): Timing[] => []);
    for (let round = -1; round < ROUNDS; round++) {
      for (const [index, [, work]] of ways.entries()) {
        const timing = await measure(clients, work);
        if (round >= 0) timings[index]?.push(timing);
      }
    }
    const middles = timings.map((each) => ({ p50: median(each.map(({ p50 }) => p50)), p95: median(each.map(({ p95 }) => p95)), perSecond: median(each.map(({ perSecond }) => perSecond)) }));
    for (const [index, [name]] of ways.entries()) {
      const { p50 = 0, p95 = 0, perSecond = 0 } = middles[index] ?? {};
      lines.push(`| ${name} | ${clients} | ${p50.toFixed(2)} | ${p95.toFixed(2)} | ${Math.round(perSecond)} |`);
      progress(lines.at(-1) ?? '');
    }
    if (clients === 16) sound = (middles[0]?.perSecond ?? 0) >= (middles[1]?.perSecond ?? Infinity);
  }
  return sound;
}

async function measure(clients: number, work: (n: number) => Promise<unknown>): Promise<Timing> {
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    for (let n = client; performance.now() - began < MS; n += clients) {
      const from = performance.now();
      await work(n);
      times.push(performance.now() - from);
    }
  }));
  const perSecond = times.length / ((performance.now() - began) / 1000);
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length * 0.5)] ?? 0, p95: times[Math.floor(times.length * 0.95)] ?? 0, perSecond };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
