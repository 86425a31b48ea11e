import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Proof } from './proof.ts';

const CORE = ['write/write', 'write/search-rows', 'open/open', 'read/withheld', 'search/search', 'search/narrowing', 'search/through-others', 'find/find', 'tenancy', 'verify/verify', 'distribution'].map((name) => `platform/store/${name}.test.ts`);
const SERVER = ['store/pipelining', 'audit/seal', 'identity/identity', 'identity/sign-in', 'events/outbox/outbox', 'events/subscriptions/subscriptions', 'http/smart/attacks', 'http/fhir/everything', 'http/fhir/resources'].map((name) => `platform/${name}.test.ts`);
const OLDEST = '/usr/lib/postgresql/15';
const PGBOUNCER = '/usr/sbin/pgbouncer';

interface Kind {
  name: string;
  environment: Record<string, string>;
  files: readonly string[];
}

interface Outcome {
  passed: number;
  failed: string[];
}

/**
 * Runs the tests of the store and of a whole server on the databases that are there: hash partitions on PostgreSQL 15
 * and on the one that comes with Jenner, behind pgbouncer, and on the Citus cluster that JENNER_TEST_CITUS names
 * (`host:port,…`, coordinator first). What fails is named; on Citus docs/running/citus.md says why.
 */
export const otherDatabases: Proof = {
  title: 'The same tests on partitions, behind pgbouncer and on a cluster',
  async run(progress) {
    const lines = ['| database | passed | failed |', '| --- | ---: | --- |'];
    let failures = 0;
    for (const kind of kinds()) {
      const outcomes: Outcome[] = [];
      for (const file of kind.files) {
        progress(`${kind.name}: ${file}`);
        outcomes.push(await run(file, kind.environment));
      }
      const failed = outcomes.flatMap((outcome) => outcome.failed);
      failures += failed.length;
      lines.push(`| ${kind.name} | ${outcomes.reduce((sum, { passed }) => sum + passed, 0)} | ${failed.length === 0 ? 'none' : failed.join('<br>')} |`);
    }
    return { ok: failures === 0, lines };
  },
};

function kinds(): Kind[] {
  const citus = process.env['JENNER_TEST_CITUS'];
  const on = (name: string, store: string, files: readonly string[], more: Record<string, string> = {}): Kind => ({ name, files, environment: { JENNER_TEST_STORE: store, ...more } });
  return [
    on('four hash partitions', 'partitioned:4', CORE),
    ...(existsSync(OLDEST) ? [on('four hash partitions, PostgreSQL 15', 'partitioned:4', CORE, { JENNER_POSTGRES: OLDEST })] : []),
    ...(existsSync(PGBOUNCER) ? [on('behind pgbouncer', `pgbouncer:${PGBOUNCER}`, [...CORE, ...SERVER])] : []),
    ...(citus === undefined ? [] : [on('Citus', `citus:${citus}`, [...CORE, ...SERVER])]),
  ];
}

/** The tests of one file, in a process of their own; a file that does not end counts as failed. */
function run(file: string, environment: Record<string, string>): Promise<Outcome> {
  const { NODE_TEST_CONTEXT: _ours, ...outer } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, ['--test', '--test-reporter=tap', file], { env: { ...outer, ...environment }, timeout: 600_000, maxBuffer: 1 << 26 }, (error, tap) => {
      const failed = [...tap.matchAll(/^ *not ok \d+ - (.*)$/gm)].map(([, name]) => `${file}: ${name ?? ''}`);
      const passed = Number(/^# pass (\d+)$/m.exec(tap)?.[1] ?? 0);
      resolve({ passed, failed: error !== null && failed.length === 0 ? [`${file}: did not end`] : failed });
    });
  });
}
