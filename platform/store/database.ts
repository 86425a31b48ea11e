import postgres from 'postgres';
import { readTextArray } from './text-array.ts';

/** How to reach a PostgreSQL 15+ as one role. `host` may be the folder of a unix socket. */
export interface ConnectionOptions {
  host: string;
  port: number;
  user: string;
  password?: string;
  database: string;
  tls?: 'require' | 'verify-full';
  /** Role to take on after connecting, where the login role is wider than the application may be. */
  role?: string;
}

export type Value = string | number | boolean | null | Uint8Array | Date;
export type Row = Record<string, unknown>;

/** One transaction, bound to one practice: the database shows it no other practice's rows. */
export interface Transaction {
  readonly practice: string;
  /** Runs one prepared statement. `$1` is by habit the practice. */
  query<T extends object = Row>(text: string, values: readonly Value[]): Promise<T[]>;
}

export interface Database {
  /** Binds the practice, runs `work`, commits; any throw rolls everything back. */
  transaction<T>(practice: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** One prepared statement outside any practice: sees only what belongs to no practice. */
  query<T extends object = Row>(text: string, values: readonly Value[]): Promise<T[]>;
  /** As `query`, columns as the bytes the server sent (text format). For the hot reads. */
  raw(text: string, values: readonly Value[]): Promise<(Buffer | null)[][]>;
  close(): Promise<void>;
}

const PREPARED = { prepare: true } as const;

/** Opens a pool. Nothing is connected until the first statement. */
export function connect(options: ConnectionOptions, pool: { size: number }): Database {
  const sql = postgres({
    host: options.host,
    port: options.port,
    user: options.user,
    database: options.database,
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.tls === undefined ? {} : { ssl: options.tls }),
    max: pool.size,
    idle_timeout: 0,
    connect_timeout: 10,
    onnotice: () => undefined,
    // Asking the server for its types has a failure of its own that nothing can catch; the two we need are told here.
    fetch_types: false,
    types: {
      texts: { to: 1009, from: [1009], parse: readTextArray, serialize: String },
      number: { to: 20, from: [20, 1700], parse: Number, serialize: String },
    },
    connection: {
      application_name: 'jenner',
      search_path: 'jenner,public',
      statement_timeout: 60_000,
      idle_in_transaction_session_timeout: 60_000,
      ...(options.role === undefined ? {} : { role: options.role }),
    },
  });
  return {
    async transaction(practice, work) {
      const result = await sql.begin(async (t) => {
        // Not awaited on its own: it travels with the first statement, ahead of it on the same connection.
        const bound = t.unsafe("select set_config('app.practice', $1, true)", [practice], PREPARED).execute();
        const tx: Transaction = {
          practice,
          query: <T extends object>(text: string, values: readonly Value[]) =>
            t.unsafe<T[]>(text, [...values], PREPARED).execute(),
        };
        const [value] = await Promise.all([work(tx), bound]);
        return { value };
      });
      return result.value;
    },
    query: <T extends object>(text: string, values: readonly Value[]) =>
      sql.unsafe<T[]>(text, [...values], PREPARED).execute(),
    raw: (text, values) => sql.unsafe(text, [...values], PREPARED).raw(),
    close: () => sql.end({ timeout: 5 }),
  };
}
