import postgres from 'postgres';
import type { ConnectionOptions } from '../store/database.ts';
import { bossOn, SCHEMA, SPREAD } from './boss.ts';

/**
 * Makes or brings up to date the tables of the job queue, as the owner, after the migrations. The application may add,
 * take and end jobs and owns nothing. With a practice bound it sees that practice's jobs alone; with none bound, as the
 * worker takes them, it sees the queue: names, practices and ids of things, never what a record says.
 */
export async function installJobs(owner: ConnectionOptions): Promise<void> {
  const boss = bossOn(owner, { migrate: true, createSchema: true, supervise: false }, () => undefined);
  await boss.start();
  await boss.stop({ graceful: false });
  const sql = postgres({
    host: owner.host, port: owner.port, user: owner.user, database: owner.database,
    ...(owner.password === undefined ? {} : { password: owner.password }),
    ...(owner.tls === undefined ? {} : { ssl: owner.tls }),
    max: 1, onnotice: () => undefined, connection: { [SPREAD]: 'off' },
  });
  try {
    await sql.unsafe(GRANTS);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const GRANTS = `
  do $$
  declare name text;
  begin
    perform pg_advisory_xact_lock(20048);
    grant usage on schema ${SCHEMA} to jenner_app;
    grant select, insert, update, delete on all tables in schema ${SCHEMA} to jenner_app;
    grant usage on all sequences in schema ${SCHEMA} to jenner_app;
    grant execute on all functions in schema ${SCHEMA} to jenner_app;
    -- pg-boss addresses the queue's table and its partition: both are kept to the practice that is bound.
    -- Once: it locks the queue, and commands come here beside a running server.
    foreach name in array array['job', 'job_common'] loop
      continue when exists (select from pg_policies where schemaname = '${SCHEMA}' and tablename = name and policyname = 'tenant');
      execute format('alter table ${SCHEMA}.%I enable row level security', name);
      execute format(
        'create policy tenant on ${SCHEMA}.%I to jenner_app using (nullif(current_setting(''app.practice'', true), '''') is null or data ->> ''practice'' = current_setting(''app.practice'', true))',
        name);
    end loop;
  end $$`;
