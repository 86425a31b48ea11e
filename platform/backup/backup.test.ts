import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { observation, patient, put, write } from '../../scripts/proofs/sample-records.ts';
import { connect, type ConnectionOptions, type Database } from '../store/database.ts';
import { type EmbeddedDatabase, startEmbedded } from '../store/embedded/start.ts';
import { migrate } from '../store/migrate.ts';
import { addPractice } from '../store/practices.ts';
import { verifyDatabase } from '../store/verify/verify.ts';
import { takeBackup } from './backup.ts';
import { flushLog } from './flush-log.ts';
import { checkBackup, listBackups } from './manifest.ts';
import { type BackupPlace, openBackupPlace } from './place.ts';
import { restore } from './restore.ts';

const PRACTICE = 'A20047';

describe('backup and restore of the embedded database', () => {
  const root = mkdtempSync(join(tmpdir(), 'jenner-test-'));
  const dataDir = join(root, 'data');
  let place: BackupPlace;
  let database: EmbeddedDatabase;
  let app: Database;
  let name: string;

  before(async () => {
    chmodSync(root, 0o711);
    place = openBackupPlace(join(root, 'backup'));
    database = await startEmbedded({ dataDir, archive: place.wal });
    await migrate(database.owner);
    const owner = connect(database.owner, { size: 1 });
    await addPractice(owner, { ods: PRACTICE, name: 'Practice', synthetic: true });
    await owner.close();
    app = connect(database.app, { size: 4 });
    await write(app, PRACTICE, [put(patient('p1')), put(observation('before', 'p1'))]);
  });
  after(async () => {
    await app.close();
    await database.stop();
    rmSync(root, { recursive: true, maxRetries: 5 });
  });

  /** Opens what was restored as a Jenner would, and answers what its tables hold. */
  const restored = async (into: string): Promise<{ sums: Record<string, string>; faults: number }> => {
    const again = await startEmbedded({ dataDir: into });
    try {
      return { sums: await checksums(again.owner), faults: (await verifyDatabase(again.owner, { base: 'http://127.0.0.1' })).faultCount };
    } finally {
      await again.stop();
    }
  };

  it('takes a backup while rows are written, and reads it back', async () => {
    let writing = true;
    const writer = (async () => {
      for (let i = 0; writing; i++) await write(app, PRACTICE, [put(observation(`during-${i}`, 'p1'))]);
      return true;
    })();
    const result = await takeBackup(dataDir, place);
    writing = false;
    await writer;
    name = result.name;
    assert.ok(result.manifest.files.length > 500 && result.bytes > 10_000_000);
    assert.deepEqual(listBackups(place), [name]);
  });

  it('restores every table, the audit included, to the moment between two writes', async () => {
    await write(app, PRACTICE, [put(observation('kept', 'p1'))]);
    const wanted = await checksums(database.owner);
    const moment = new Date(Date.now() + 20);
    await sleep(60);
    await write(app, PRACTICE, [put(observation('undone', 'p1')), put(observation('kept', 'p1', { valueInteger: 9 }))]);
    assert.equal(await flushLog(dataDir), true);
    const into = join(root, 'between');
    assert.deepEqual(await restore(place, { to: moment, into }), { backup: name, reached: true });
    const { sums, faults } = await restored(into);
    assert.deepEqual(sums, wanted);
    assert.equal(faults, 0);
    assert.ok(Object.keys(sums).length > 15 && sums['audit'] !== undefined);
  });

  it('restores to the end of the archive, also when the moment asked for lies after it', async () => {
    const wanted = await checksums(database.owner);
    await flushLog(dataDir);
    const into = join(root, 'end');
    assert.deepEqual(await restore(place, { to: new Date(Date.now() + 3_600_000), into }), { backup: name, reached: false });
    assert.deepEqual((await restored(into)).sums, wanted);
  });

  it('refuses a moment before every backup, and a folder that is in use', async () => {
    await assert.rejects(restore(place, { to: new Date(0), into: join(root, 'never') }), /younger than that moment/);
    await assert.rejects(restore(place, { into: dataDir }), /is not empty/);
  });

  it('does not call good what was altered or is not whole', async () => {
    const [segment = ''] = readdirSync(place.wal).filter((file) => /^[0-9A-F]{24}$/.test(file)).toSorted().slice(-1);
    const { lastSegment, files } = await checkBackup(place, name);
    const largest = files.toSorted((a, b) => b.size - a.size)[0]?.path ?? '';
    assert.ok(segment >= lastSegment);
    appendFileSync(join(place.bases, name, 'files', largest), 'x');
    await assert.rejects(checkBackup(place, name), /is damaged/);
    await assert.rejects(restore(place, { into: join(root, 'damaged') }), /is damaged/);
    rmSync(join(place.bases, name, 'files', largest));
    await assert.rejects(checkBackup(place, name), /is missing/);
  });

  it('refuses to back up a server that does not archive here, and a folder that a shell would misread', async () => {
    const other = openBackupPlace(join(root, 'other'));
    await assert.rejects(takeBackup(dataDir, other), /does not archive its log/);
    assert.throws(() => openBackupPlace('/tmp/$(x)'), /JENNER_BACKUP/);
  });
});

/** A digest of each table's rows, whatever their order on disk. */
async function checksums(connection: ConnectionOptions): Promise<Record<string, string>> {
  const owner = connect(connection, { size: 1 });
  try {
    const tables = await owner.query<{ name: string }>(`select relname as name from pg_class where relnamespace = 'jenner'::regnamespace and relkind = 'r' order by 1`, []);
    const sums: Record<string, string> = {};
    for (const { name } of tables) {
      const [row] = await owner.query<{ sum: string }>(`select count(*) || ':' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text)), '') as sum from ${name} t`, []);
      sums[name] = row?.sum ?? '';
    }
    return sums;
  } finally {
    await owner.close();
  }
}
