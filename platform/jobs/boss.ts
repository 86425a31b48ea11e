import { PgBoss } from 'pg-boss';
import type { ConnectionOptions } from '../store/database.ts';

export const SCHEMA = 'jenner_jobs';
/** Citus's setting by which it makes on every node what is made on one. */
export const SPREAD = 'citus.enable_ddl_propagation';

/** pg-boss on one of our roles, with nothing of it started. It keeps a small pool of its own, beside ours. */
export function bossOn(options: ConnectionOptions, extra: { migrate: boolean; createSchema: boolean; supervise: boolean; superviseIntervalSeconds?: number; monitorIntervalSeconds?: number }, onError: (error: unknown) => void): PgBoss {
  const boss = new PgBoss({
    host: options.host,
    port: options.port,
    user: options.user,
    database: options.database,
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.tls === undefined ? {} : { ssl: { rejectUnauthorized: options.tls === 'verify-full' } }),
    // On a Citus cluster the queue stays whole on the coordinator; elsewhere nobody knows that setting.
    options: `-c ${SPREAD}=off${options.role === undefined ? '' : ` -c role=${options.role}`}`,
    application_name: 'jenner-jobs',
    max: 3,
    schema: SCHEMA,
    schedule: false,
    reindex: false, // an owner's task, and the application owns nothing
    registerInstance: false,
    ...extra,
  });
  boss.on('error', onError);
  return boss;
}
