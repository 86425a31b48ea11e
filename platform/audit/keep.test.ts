import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { anchorPlace } from './anchor-place.ts';
import { keepAudit } from './keep.ts';
import { registerAuditMetrics } from './metrics.ts';
import { verifyAudit } from './verify.ts';

let db: TestDatabase;
let dir: string;
const PRACTICES = ['A20047', 'B81001', 'C82002'];

before(async () => {
  db = await startTestDatabase(PRACTICES);
  dir = await mkdtemp(join(tmpdir(), 'jenner-keeper-'));
});
after(async () => {
  await db.stop();
  await rm(dir, { recursive: true, force: true });
});

async function write(practice: string, count = 1): Promise<void> {
  for (let n = 0; n < count; n++) {
    await db.app.transaction(practice, (tx) => tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), 'a', 'gp', 'read', 'success', '', 'x')`, [practice]));
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return;
    await sleep(50);
  }
  assert.fail('it did not come to pass within ten seconds');
}

test('two servers keep one audit: everything is sealed within seconds, anchored at once and again when they stop, and sound', async () => {
  const place = anchorPlace(undefined, join(dir, 'two'));
  const problems: string[] = [];
  const keepers = await Promise.all([1, 2].map(() => keepAudit(db.app, place, async () => ['A20047', 'B81001'], (problem) => problems.push(problem))));
  await write('A20047', 5);
  await until(async () => (await verifyAudit(db.app, 'A20047', place)).anchors > 0);
  await write('A20047', 5);
  await write('B81001', 2);
  await Promise.all(keepers.map((keeper) => keeper.close()));
  for (const [practice, rows] of [['A20047', 10], ['B81001', 2]] as const) {
    const report = await verifyAudit(db.app, practice, place, 0);
    assert.deepEqual([report.findings.kept, report.rows, report.unsealed.rows], [[], rows, 0]);
  }
  assert.equal(problems.length, 0, problems.join());
  assert.equal((await stat(place.keyFile)).mode & 0o777, 0o600);
  const again = await keepAudit(db.app, place, async () => ['A20047'], (problem) => problems.push(problem));
  await again.close();
  assert.deepEqual((await verifyAudit(db.app, 'A20047', place, 0)).findings.kept, [], 'a restart goes on with the same key and chain');
  await rm(place.keyFile);
  await assert.rejects(keepAudit(db.app, place, async () => [], () => undefined), /Put it back from a backup/);
});

test('each head is sent to the address that is set, tried again until it is taken, and failures show in the metrics', async () => {
  const taken: string[] = [];
  let refusing = true;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (!refusing) taken.push(body);
      response.writeHead(refusing ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const place = anchorPlace(`http://127.0.0.1:${(server.address() as AddressInfo).port}/anchors`, join(dir, 'posted'));
  const problems: string[] = [];
  await write('C82002', 3);
  const keeper = await keepAudit(db.app, place, async () => ['C82002'], (problem) => problems.push(problem));
  const registry = new Registry();
  registerAuditMetrics(registry, keeper.status);
  await until(() => problems.length > 0);
  assert.match(problems.join(), /could not be anchored at AUDIT_ANCHOR: HTTP_503/);
  assert.match(await registry.metrics(), /audit_failures_total\{part="post"\} [1-9]/);
  refusing = false;
  await until(() => taken.length > 0);
  assert.deepEqual(taken.map((line) => JSON.parse(line) as object), [JSON.parse((await readFile(join(place.folder, 'C82002.jsonl'), 'utf8')).trim())]);
  await keeper.close();
  server.close();
});

test('a folder that cannot be written stops nothing: it is told, it shows, and is made good', async () => {
  const place = anchorPlace(undefined, join(dir, 'blocked'));
  const problems: string[] = [];
  await write('C82002', 1);
  const first = await keepAudit(db.app, place, async () => ['C82002'], (problem) => problems.push(problem));
  await first.close();
  const file = join(place.folder, 'C82002.jsonl');
  const sound = await readFile(file, 'utf8');
  await rm(place.folder, { recursive: true });
  await writeFile(place.folder, 'in the way');
  await write('C82002', 1);
  const second = await keepAudit(db.app, place, async () => ['C82002'], (problem) => problems.push(problem));
  await until(() => second.status().failures.anchor > 0 && second.status().unanchoredSeconds > 0);
  assert.match(problems.join(), /could not be anchored in its file: E/);
  await rm(place.folder);
  await until(() => second.status().unanchoredSeconds === 0);
  await second.close();
  assert.notEqual(await readFile(file, 'utf8'), sound);
  assert.deepEqual((await verifyAudit(db.app, 'C82002', place)).findings.kept, []);
});

test('AUDIT_ANCHOR is a folder or an https address; plain http is for this machine alone', () => {
  assert.deepEqual(anchorPlace('/mnt/worm', '/data'), { folder: '/mnt/worm', keyFile: '/data/audit-anchor.key', url: undefined });
  assert.equal(anchorPlace('https://anchors.example/jenner', '/data').url, 'https://anchors.example/jenner');
  for (const wrong of ['http://anchors.example/', 'ftp://x/', 'https://']) assert.throws(() => anchorPlace(wrong, '/data'), /AUDIT_ANCHOR must be/);
});
