import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { anchorOf, writeAnchor } from './anchor.ts';
import { appendAnchor } from './anchor-file.ts';
import { loadAnchorKey } from './anchor-key.ts';
import { anchorPlace, type AnchorPlace } from './anchor-place.ts';
import { settleGeneration } from './generation.ts';
import { declareRestore } from './restore.ts';
import { headOf, sealAll, sealNext } from './seal.ts';
import { verifyAudit } from './verify.ts';

let db: TestDatabase;
let dir: string;
let place: AnchorPlace;
let practices: string[];

before(async () => {
  practices = Array.from({ length: 10 }, (_, n) => `A2000${n}`);
  db = await startTestDatabase(practices);
  dir = await mkdtemp(join(tmpdir(), 'jenner-audit-'));
  place = anchorPlace(undefined, dir);
});
after(async () => {
  await db.stop();
  await rm(dir, { recursive: true, force: true });
});

const INSERT = `insert into audit (practice, at, actor, role, action, outcome, patient, target, detail) values ($1, now(), 'a', 'gp', 'read', 'success', 'p', $2, $3)`;

async function write(practice: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await db.app.transaction(practice, (tx) => tx.query(INSERT, [practice, `Observation/${n}`, 'a "quote", a \\ and an é\n']));
}

async function anchor(practice: string): Promise<void> {
  const head = await headOf(db.app, practice);
  assert.ok(head);
  await appendAnchor(place, practice, writeAnchor(anchorOf(practice, head, new Date()), await loadAnchorKey(place)));
}

const kinds = async (practice: string): Promise<string[]> => [...(await verifyAudit(db.app, practice, place)).findings.counts.keys()].sort();

it('seals every row once, in a chain that the verifier computes for itself', async () => {
  const [practice = ''] = practices;
  await write(practice, 7);
  assert.equal((await sealNext(db.app, practice))?.total, 7);
  assert.equal(await sealNext(db.app, practice), undefined, 'nothing new, no seal');
  await write(practice, 3);
  assert.deepEqual({ ...(await sealAll(db.app, practice)), hash: '' }, { seq: 2, total: 10, hash: '' });
  await anchor(practice);
  await write(practice, 2);
  const report = await verifyAudit(db.app, practice, place);
  assert.deepEqual(report.findings.kept, []);
  assert.deepEqual([report.rows, report.seals, report.anchors, report.unsealed.rows], [12, 2, 1, 2]);
});

it('a transaction that began early and commits late is sealed after it has ended, and nothing before it is passed over', async () => {
  const practice = practices[1] ?? '';
  const release = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const slow = db.app.transaction(practice, async (tx) => {
    await tx.query(INSERT, [practice, 'slow', '']);
    written.resolve();
    await release.promise;
  });
  await written.promise;
  await write(practice, 5);
  assert.equal(await sealNext(db.app, practice), undefined, 'rows that committed meanwhile wait for it');
  release.resolve();
  await slow;
  assert.equal((await sealAll(db.app, practice))?.total, 6);
  const rolledBack = db.app.transaction(practice, async (tx) => {
    await tx.query(INSERT, [practice, 'undone', '']);
    throw new Error('undone');
  });
  await assert.rejects(rolledBack);
  await write(practice, 1);
  assert.equal((await sealAll(db.app, practice))?.total, 7);
  await anchor(practice);
  assert.deepEqual(await kinds(practice), []);
});

it('many sealers at once, over writers that commit in any order, make one chain with every row in it', async () => {
  const practice = practices[2] ?? '';
  let writing = true;
  const sealer = async (): Promise<void> => {
    while (writing) await sealNext(db.app, practice);
  };
  const writers = Array.from({ length: 5 }, async (_, n) => {
    for (let i = 0; i < 40; i++) {
      await db.app.transaction(practice, async (tx) => {
        await tx.query(INSERT, [practice, `${n}/${i}`, '']);
        await tx.query(`select pg_sleep($1)`, [((i * 7 + n) % 5) / 1000]);
        await tx.query(INSERT, [practice, `${n}/${i}b`, '']);
      });
    }
  });
  const sealers = [sealer(), sealer(), sealer()];
  await Promise.all(writers);
  writing = false;
  await Promise.all(sealers);
  await sealAll(db.app, practice);
  await anchor(practice);
  const report = await verifyAudit(db.app, practice, place);
  assert.deepEqual([report.findings.kept, report.rows, report.unsealed.rows], [[], 400, 0]);
  assert.ok(report.seals > 3, `${report.seals} seals`);
});

it('the application can neither alter nor remove what is sealed, nor see another practice’s seals', async () => {
  const practice = practices[3] ?? '';
  await write(practice, 2);
  await sealAll(db.app, practice);
  for (const text of ['update audit_seal set rows = 1 where practice = $1', 'delete from audit_seal where practice = $1', 'delete from audit where practice = $1']) {
    await assert.rejects(db.app.transaction(practice, (tx) => tx.query(text, [practice])), /permission denied/);
  }
  assert.equal((await db.app.transaction('A20000', (tx) => tx.query('select 1 from audit_seal where practice = $1', [practice]))).length, 0);
});

it('in another cluster, where transaction numbers start over, the chain goes on', async () => {
  const practice = practices[4] ?? '';
  assert.equal(await settleGeneration(db.owner), 1);
  await write(practice, 3);
  await sealAll(db.app, practice);
  await write(practice, 2);
  // As a dump of a cluster that is far ahead would arrive here, two of its rows not sealed yet.
  await db.owner.query(`update audit set tx = (tx::text::bigint + 1000000)::text::xid8 where practice = $1 and target in ('Observation/0', 'Observation/1') and sequence > (select max(sequence) from audit_seal where practice = $1)`, [practice]);
  await db.owner.query(`update installation set value = 'another' where key = 'audit-cluster'`, []);
  assert.equal(await sealNext(db.app, practice), undefined, 'what seems to come from the future is not settled');
  assert.deepEqual([await settleGeneration(db.owner), await settleGeneration(db.owner)], [2, 2], 'once');
  await write(practice, 4);
  assert.equal((await sealAll(db.app, practice))?.total, 9);
  await anchor(practice);
  assert.deepEqual(await kinds(practice), []);
});

it('a restore that lost the tail shows until it is declared, and is told of ever after', async () => {
  const practice = practices[5] ?? '';
  await write(practice, 3);
  await sealAll(db.app, practice);
  await write(practice, 3);
  await sealAll(db.app, practice);
  await anchor(practice);
  await db.owner.query('delete from audit_seal where practice = $1 and seq = 2', [practice]);
  await db.owner.query('delete from audit where practice = $1 and sequence > (select sequence from audit_seal where practice = $1)', [practice]);
  assert.deepEqual(await kinds(practice), ['tail-cut']);
  await declareRestore(db.app, practice, place, 'A. Manager', 'disk lost');
  await write(practice, 2);
  await sealAll(db.app, practice);
  await anchor(practice);
  const report = await verifyAudit(db.app, practice, place);
  assert.deepEqual(report.findings.kept, []);
  assert.match(report.notes.join(), /restored to seal 1 .*A\. Manager: disk lost/);
  await db.owner.query('delete from audit_seal where practice = $1 and seq = 2', [practice]);
  assert.deepEqual(await kinds(practice), ['tail-cut'], 'a declared restore excuses what was before it, nothing later');
});

it('a restore may be declared after the restored server has gone on in another way than what was lost', async () => {
  const practice = practices[9] ?? '';
  await write(practice, 3);
  await sealAll(db.app, practice);
  await anchor(practice);
  for (let n = 0; n < 2; n++) {
    await write(practice, 2);
    await sealAll(db.app, practice);
    await anchor(practice);
  }
  await db.owner.query('delete from audit_seal where practice = $1 and seq > 1', [practice]);
  await db.owner.query('delete from audit where practice = $1 and sequence > (select sequence from audit_seal where practice = $1)', [practice]);
  await write(practice, 1);
  await sealAll(db.app, practice);
  await anchor(practice);
  assert.deepEqual(await kinds(practice), ['rewritten', 'tail-cut']);
  assert.deepEqual({ ...(await declareRestore(db.app, practice, place, 'A. Manager', 'disk lost')), hash: '' }, { seq: 1, total: 3, hash: '' });
  const report = await verifyAudit(db.app, practice, place);
  assert.deepEqual(report.findings.kept, []);
  assert.match(report.notes.join(), /restored to seal 1 \(3 rows\) .*disk lost\. Lost: what was anchored after that, last on .* at 4 rows/);
  await db.owner.query(`update audit set actor = 'another' where practice = $1 and sequence = (select sequence from audit_seal where practice = $1 and seq = 2)`, [practice]);
  assert.deepEqual(await kinds(practice), ['altered'], 'what has been written since the restore is vouched for');
  assert.equal((await declareRestore(db.app, practice, place, 'A. Manager', 'again')).seq, 2, 'nothing that was anchored since is lost');
});

it('a false or cut anchor file shows; a line cut short by a crash is told and excuses nothing', async () => {
  const practice = practices[6] ?? '';
  const file = join(place.folder, `${practice}.jsonl`);
  await write(practice, 2);
  await sealAll(db.app, practice);
  await anchor(practice);
  await writeFile(file, `${await readFile(file, 'utf8')}{"kind":"head","prac`);
  await anchor(practice);
  const report = await verifyAudit(db.app, practice, place);
  assert.deepEqual([report.findings.kept, report.notes.length], [[], 1]);
  const sound = await readFile(file, 'utf8');
  await writeFile(file, sound.replace('"total":2', '"total":3'));
  assert.deepEqual(await kinds(practice), ['anchor-false']);
  await writeFile(file, sound);
  await db.owner.query(`update audit set at = now() - interval '1 hour' where practice = $1`, [practice]);
  assert.deepEqual(await kinds(practice), ['altered']);
  await rm(file);
  await write(practice, 1);
  await sealAll(db.app, practice);
  // The first seal as if it were of an hour ago: nobody may have left it without an anchor so long.
  await db.owner.query(`update audit_seal set at = now() - interval '1 hour' where practice = $1 and seq = 1`, [practice]);
  assert.ok((await kinds(practice)).includes('anchor-cut'));
});
