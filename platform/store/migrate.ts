import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { Problem } from '../errors.ts';
import type { ConnectionOptions } from './database.ts';

const FOLDER = join(import.meta.dirname, 'migrations');
/** Serialises migrators of one database; any constant will do. */
const LOCK = 20047;

/**
 * Brings the database to this version's schema: each file once, in order, in a transaction of its own, so a kill
 * leaves whole migrations only. Runs as the owner; the application's role is made if it is missing.
 * Returns the names applied now. Refuses a database that a newer version has migrated, or an edited migration.
 */
export async function migrate(owner: ConnectionOptions): Promise<string[]> {
  const sql = postgres({
    host: owner.host, port: owner.port, user: owner.user, database: owner.database,
    ...(owner.password === undefined ? {} : { password: owner.password }),
    ...(owner.tls === undefined ? {} : { ssl: owner.tls }),
    max: 1, onnotice: () => undefined, connect_timeout: 10,
    connection: { application_name: 'jenner-migrate', search_path: 'jenner,public' },
  });
  try {
    await sql`select pg_advisory_lock(${LOCK})`;
    await prepare(sql);
    const done = new Map((await sql<{ name: string; digest: string }[]>`select name, digest from jenner.migration`).map((row) => [row.name, row.digest]));
    const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
    for (const name of done.keys()) {
      if (!files.includes(name)) throw new Problem('unavailable', `The database has been migrated by a newer Jenner (${name}); run that version`);
    }
    const applied: string[] = [];
    for (const name of files) {
      const text = await readFile(join(FOLDER, name), 'utf8');
      const digest = createHash('sha256').update(text).digest('hex');
      const before = done.get(name);
      if (before !== undefined && before !== digest) throw new Problem('unavailable', `Migration ${name} differs from the one this database was made with`);
      if (before !== undefined) continue;
      await sql.begin(async (tx) => {
        await tx.unsafe(text);
        await tx`insert into jenner.migration (name, digest) values (${name}, ${digest})`;
      });
      applied.push(name);
    }
    await sql`select jenner.distribute()`;
    return applied;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function prepare(sql: postgres.Sql): Promise<void> {
  const [{ version } = { version: 0 }] = await sql<{ version: number }[]>`select current_setting('server_version_num')::int as version`;
  if (version < 150000) throw new Problem('unavailable', 'Jenner needs PostgreSQL 15 or later');
  await sql.unsafe(`
    do $$ begin
      if not exists (select from pg_roles where rolname = 'jenner_app') then create role jenner_app nologin; end if;
    end $$;
    do $$ begin
      -- Where one role both owns and serves, it must be able to become the lesser one.
      if not pg_has_role(current_user, 'jenner_app', 'MEMBER') then
        begin execute format('grant jenner_app to %I', current_user); exception when insufficient_privilege then null; end;
      end if;
    end $$;
    create schema if not exists jenner;
    grant usage on schema jenner to jenner_app;
    create table if not exists jenner.migration (name text primary key, digest text not null, applied timestamptz not null default now());
  `);
}
