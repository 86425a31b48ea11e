import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import postgres from 'postgres';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { migrate } from './migrate.ts';

const FOLDER = join(import.meta.dirname, 'migrations');
const FILES = readdirSync(FOLDER).toSorted();

describe('migrations', () => {
  let db: TestDatabase;
  before(async () => {
    db = await startTestDatabase([]);
  });
  after(() => db.stop());

  const owner = () => db.connections.owner;
  const applied = async (): Promise<string[]> => (await db.owner.query<{ name: string }>(`select name from migration order by name`, [])).map(({ name }) => name);

  it('apply once: a second run finds nothing to do', async () => {
    assert.deepEqual(await applied(), FILES);
    assert.deepEqual(await migrate(owner()), []);
  });

  it('go on where an interrupted run stopped, after whichever file that was', async () => {
    for (let done = 0; done < FILES.length; done++) {
      await db.owner.query(`drop schema jenner cascade`, []);
      const sql = postgres({ ...owner(), max: 1, onnotice: () => undefined, connection: { search_path: 'jenner,public' } });
      await sql`create schema jenner`;
      await sql`create table jenner.migration (name text primary key, digest text not null, applied timestamptz not null default now())`;
      for (const name of FILES.slice(0, done)) {
        const text = readFileSync(join(FOLDER, name), 'utf8');
        await sql.unsafe(text);
        await sql`insert into jenner.migration (name, digest) values (${name}, ${createHash('sha256').update(text).digest('hex')})`;
      }
      await sql.end();
      assert.deepEqual(await migrate(owner()), FILES.slice(done));
      assert.deepEqual(await applied(), FILES);
    }
  });

  it('are applied by one of several who start at once', async () => {
    await db.owner.query(`drop schema jenner cascade`, []);
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(owner())));
    assert.deepEqual(runs.flat(), FILES);
  });

  it('refuse a database that another migration was made with, or a newer version', async () => {
    await db.owner.query(`update migration set digest = 'other' where name = $1`, [FILES[0] ?? '']);
    await assert.rejects(migrate(owner()), { fault: 'unavailable', message: /differs/ });
    await db.owner.query(`insert into migration (name, digest) values ('9999-tomorrow.sql', 'x')`, []);
    await assert.rejects(migrate(owner()), { fault: 'unavailable', message: /newer/ });
  });
});
