import postgres from 'postgres';
import { asCitusTakesIt, isOnCitus } from './citus.ts';
import { NO_SECRETS, type Secrets } from './secrets/seal.ts';
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
  /** false where something between us and the server cannot pass prepared statements on. */
  prepare?: boolean;
}

export type Value = string | number | boolean | null | Uint8Array | Date;
export type Row = Record<string, unknown>;

/** One transaction, bound to one practice: the database shows it no other practice's rows. */
export interface Transaction {
  readonly practice: string;
  /** What has to be kept and read again, but not by whoever reads the database. */
  readonly secrets: Secrets;
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
/**
 * What is not prepared is described first. pgbouncer below 1.21 does not count that as something to wait for: sent right
 * behind another statement, it is left without an answer. So there nothing goes out behind a statement on its way, which
 * postgres.js is told by `onexecute`: false means that the connection takes no more.
 */
const UNPREPARED = { ...PREPARED, onexecute: () => false };
/** What takes statements: the pool, a connection kept for a moment, a transaction. */
type Statements = Pick<postgres.Sql, 'unsafe'>;

/**
 * Whether the connection is gone, or about to be. postgres.js would send its ROLLBACK all the same, into a socket that
 * is no more, and that ends the process. So its callback is not told: `begin` itself hears of the end of the
 * connection, and fails by that.
 */
function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('severity_local' in error && (error.severity_local === 'FATAL' || error.severity_local === 'PANIC')) return true;
  return 'code' in error && ['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'ECONNRESET', 'EPIPE'].includes(String(error.code));
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** Opens a pool. Nothing is connected until the first statement. */
export function connect(options: ConnectionOptions, pool: { size: number; statementMs?: number; secrets?: Secrets }): Database {
  const sql = postgres({
    host: options.host,
    port: options.port,
    user: options.user,
    database: options.database,
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.tls === undefined ? {} : { ssl: options.tls }),
    max: pool.size,
    prepare: options.prepare ?? true,
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
      statement_timeout: pool.statementMs ?? 60_000,
      lock_timeout: 10_000,
      idle_in_transaction_session_timeout: 60_000,
      ...(options.role === undefined ? {} : { role: options.role }),
    },
  });
  const how = options.prepare === false ? UNPREPARED : PREPARED;
  let citus: boolean | undefined;
  const statement = <T extends object>(on: Statements, text: string, values: readonly Value[]) => on.unsafe<T[]>(citus === true ? asCitusTakesIt(text) : text, [...values], how);
  const settle = async (): Promise<boolean> => (citus ??= await isOnCitus((text) => statement(sql, text, [])));

  /** One statement by itself. Citus tells its nodes of `set local` inside a transaction block only: there it gets one, in the same round trip. */
  async function alone<T>(run: (on: Statements) => PromiseLike<T>): Promise<T> {
    if (citus === false || !(await settle())) return run(sql);
    const own = await sql.reserve();
    const [, done, ended] = await Promise.allSettled([own.unsafe('begin', [], PREPARED).execute(), run(own), own.unsafe('commit', [], PREPARED).execute()]);
    const failed = [done, ended].find((outcome) => outcome.status === 'rejected');
    // A connection that is gone has let go of itself.
    if (failed === undefined || !isConnectionLost(failed.reason)) own.release();
    if (done.status === 'rejected') throw done.reason;
    if (ended.status === 'rejected') throw ended.reason;
    return done.value;
  }

  return {
    async transaction(practice, work) {
      if (citus === undefined) await settle();
      const result = await sql.begin(async (t) => {
        // Not awaited on its own: it travels with the first statement, ahead of it on the same connection.
        const bound = t.unsafe('select bind_practice($1)', [practice], PREPARED).execute();
        const tx: Transaction = {
          practice,
          secrets: pool.secrets ?? NO_SECRETS,
          query: <T extends object>(text: string, values: readonly Value[]) =>
            statement<T>(t, text, values).execute(),
        };
        const [value] = await Promise.all([work(tx), bound]).catch((error: unknown) => (isConnectionLost(error) ? never() : Promise.reject(error)));
        return { value };
      });
      return result.value;
    },
    query: <T extends object>(text: string, values: readonly Value[]) => alone((on) => statement<T>(on, text, values).execute()),
    raw: (text, values) => alone((on) => statement(on, text, values).raw().execute()),
    close: () => sql.end({ timeout: 5 }),
  };
}
