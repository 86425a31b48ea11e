import postgres from 'postgres';
import type { Secrets } from './secrets.ts';

/** Extensions that only a superuser may create, or that the store expects to find. */
const EXTENSIONS = ['pg_trgm', 'btree_gin', 'btree_gist', 'unaccent', 'pgcrypto'];

/**
 * Makes the roles, the database `jenner` and its extensions, whatever of them is missing, and sets the roles'
 * passwords and powers afresh. jenner_owner owns the database; jenner_app may connect to it, and nothing more
 * until it is granted. Safe to repeat after an interruption anywhere.
 */
export async function prepareDatabase(address: { host: string; port: number }, secrets: Secrets): Promise<void> {
  const connect = (database: string) =>
    postgres({
      ...address,
      user: 'postgres',
      password: secrets.superuser,
      database,
      max: 1,
      onnotice: () => undefined,
    });

  const server = connect('postgres');
  try {
    const powers = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
    const roles = new Set(
      (await server<{ rolname: string }[]>`select rolname from pg_roles`).map((row) => row.rolname),
    );
    for (const [role, password] of [
      ['jenner_owner', secrets.owner],
      ['jenner_app', secrets.app],
    ] as const) {
      // Passwords are base64url, so they need no quoting.
      await server.unsafe(`${roles.has(role) ? 'ALTER' : 'CREATE'} ROLE ${role} ${powers} PASSWORD '${password}'`);
    }
    const [database] = await server`select 1 from pg_database where datname = 'jenner'`;
    if (database === undefined) {
      await server.unsafe('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC');
      await server.unsafe('CREATE DATABASE jenner OWNER jenner_owner');
    }
  } finally {
    await server.end();
  }

  const jenner = connect('jenner');
  try {
    await jenner.begin(async (sql) => {
      for (const extension of EXTENSIONS) await sql.unsafe(`CREATE EXTENSION IF NOT EXISTS ${extension}`);
      await sql.unsafe('REVOKE ALL ON DATABASE jenner FROM PUBLIC');
      await sql.unsafe('GRANT CONNECT ON DATABASE jenner TO jenner_app');
      await sql.unsafe('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    });
  } finally {
    await jenner.end();
  }
}
