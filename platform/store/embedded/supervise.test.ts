import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Database } from '../database.ts';
import { servesCluster } from './postmaster-file.ts';
import { type EmbeddedDatabase, startEmbedded } from './start.ts';

describe('the embedded database whose server is killed while Jenner lives', () => {
  let dataDir: string;
  let database: EmbeddedDatabase;
  let pool: Database;
  const said: string[] = [];

  beforeEach(async () => {
    said.length = 0;
    dataDir = mkdtempSync(join(tmpdir(), 'jenner-test-'));
    database = await startEmbedded({ dataDir, onProgress: (message) => said.push(message) });
    pool = connect(database.app, { size: 2 });
  });
  afterEach(async () => {
    await pool.close();
    await database.stop();
    rmSync(dataDir, { recursive: true, maxRetries: 5 });
  });

  const pid = () => Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const answered = async (): Promise<number> => {
    const from = performance.now();
    while (performance.now() - from < 20_000) {
      if (await pool.query('select 1', []).then(() => true, () => false)) return performance.now() - from;
      await sleep(20);
    }
    throw new Error(`It never answered again. It said: ${said.join(' ')}`);
  };

  it('serves again by itself, where it was, three times in a row', async () => {
    for (let i = 0; i < 3; i++) {
      assert.equal((await pool.query('select 1 as one', []))[0]?.['one'], 1);
      const before = pid();
      process.kill(before, 'SIGKILL');
      await assert.rejects(async () => {
        for (;;) await pool.query('select 1', []);
      });
      await answered();
      assert.notEqual(pid(), before);
    }
    assert.equal(said.filter((message) => message.includes('runs again')).length, 3);
  });

  it('is not started again once it is being stopped', async () => {
    process.kill(pid(), 'SIGKILL');
    await database.stop();
    await sleep(300);
    assert.equal(servesCluster(pid(), realpathSync(join(dataDir, 'pg'))), false);
  });
});
