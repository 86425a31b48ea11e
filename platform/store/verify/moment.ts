import postgres from 'postgres';
import type { ConnectionOptions, Row, Value } from '../database.ts';

/** The whole database as it stands at one moment, read only. */
export interface Moment {
  query: <T extends object = Row>(text: string, values: readonly Value[]) => Promise<T[]>;
  /** From here on `app.practice` in a cursor's statement is this practice. */
  bind(practice: string): Promise<void>;
  /** The rows of a statement without parameters, a page at a time. Many cursors may be open at once. */
  rows<T extends object>(statement: string): AsyncGenerator<T>;
}

const PAGE = 1000;

/**
 * Runs `work` in one read-only transaction of one connection, so that writes meanwhile are no faults. As the owner,
 * whom row-level security does not bind.
 */
export async function atOneMoment<T>(owner: ConnectionOptions, work: (moment: Moment) => Promise<T>): Promise<T> {
  const sql = postgres({
    host: owner.host, port: owner.port, user: owner.user, database: owner.database,
    ...(owner.password === undefined ? {} : { password: owner.password }),
    ...(owner.tls === undefined ? {} : { ssl: owner.tls }),
    max: 1, connect_timeout: 10, onnotice: () => undefined, fetch_types: false,
    types: { number: { to: 20, from: [20, 1700], parse: Number, serialize: String } },
    connection: { application_name: 'jenner-verify', search_path: 'jenner,public' },
  });
  try {
    const { result } = await sql.begin('isolation level repeatable read read only', async (tx) => {
      let cursors = 0;
      const moment: Moment = {
        query: <R extends object>(text: string, values: readonly Value[]) => tx.unsafe<R[]>(text, [...values]).execute(),
        async bind(practice) {
          await tx`select bind_practice(${practice})`;
        },
        async *rows<R extends object>(statement: string) {
          const name = `verify_${++cursors}`;
          await tx.unsafe(`declare ${name} no scroll cursor for ${statement}`);
          for (;;) {
            const page = await tx.unsafe<R[]>(`fetch ${PAGE} from ${name}`);
            yield* page;
            if (page.length < PAGE) break;
          }
          await tx.unsafe(`close ${name}`);
        },
      };
      return { result: await work(moment) };
    });
    return result;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
