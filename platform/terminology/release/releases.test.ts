import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, it } from 'node:test';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { forgetParts, keepParts } from './keeper.ts';
import { keepRelease, listReleases, readBlock, removeRelease, switchRelease } from './releases.ts';

let db: TestDatabase;
before(async () => { db = await startTestDatabase([]); });
after(() => db.stop());

const release = (version: string) => ({ kind: 'snomed', version, title: version, notice: 'none', demonstration: false }) as const;
const quiet = (): void => undefined;
const live = async () => (await listReleases(db.app)).filter((each) => each.live).map(({ version }) => version);

it('keeps a release of any size whole, beside the one in use, and switches in one transaction', async () => {
  const large = randomBytes(9 * 1024 * 1024);
  await keepRelease(db.owner, release('a'), { edition: large, empty: new Uint8Array(0) }, quiet);
  assert.deepEqual(await live(), []);
  await switchRelease(db.owner, 'snomed', 'a');
  await keepRelease(db.owner, release('b'), { edition: Buffer.from('b') }, quiet);
  assert.deepEqual(await live(), ['a']);
  assert.ok(Buffer.from((await readBlock(db.app, 'snomed', 'a', 'edition')) ?? []).equals(large));
  assert.equal((await readBlock(db.app, 'snomed', 'a', 'empty'))?.length, 0);
  assert.equal(await readBlock(db.app, 'snomed', 'a', 'other'), undefined);
  await switchRelease(db.owner, 'snomed', 'b');
  assert.deepEqual(await live(), ['b']);
});

it('leaves everything as it was when a load fails in the middle, or a release is not there', async () => {
  const failing = { get edition(): Uint8Array { throw new Error('torn'); } };
  await assert.rejects(keepRelease(db.owner, release('b'), failing, quiet), /torn/);
  const bad = { edition: Buffer.from('new'), other: null as unknown as Uint8Array };
  await assert.rejects(keepRelease(db.owner, release('b'), bad, quiet));
  assert.equal(Buffer.from((await readBlock(db.app, 'snomed', 'b', 'edition')) ?? []).toString(), 'b');
  await assert.rejects(switchRelease(db.owner, 'snomed', 'c'), { fault: 'not-found' });
  await assert.rejects(removeRelease(db.owner, 'snomed', 'b'), { fault: 'invalid' });
  await removeRelease(db.owner, 'snomed', 'a');
  assert.deepEqual((await listReleases(db.app)).map(({ version }) => version), ['b']);
});

it('gives the application no way to change a release', async () => {
  await assert.rejects(db.app.query(`update terminology_live set version = 'x'`, []), /permission denied/);
  await assert.rejects(db.app.query(`delete from terminology_release`, []), /permission denied/);
});

it('keeps what has been read of a file by its content, until it is not needed', async () => {
  const parts = keepParts(db.owner);
  await parts.put('concepts', 'd1', Buffer.from('one'));
  assert.equal(Buffer.from((await parts.get('concepts', 'd1')) ?? []).toString(), 'one');
  assert.equal(await parts.get('concepts', 'd2'), undefined);
  await parts.put('concepts', 'd2', Buffer.from('two'));
  assert.equal(await parts.get('concepts', 'd1'), undefined);
  await forgetParts(db.owner);
  assert.equal(await parts.get('concepts', 'd2'), undefined);
});
