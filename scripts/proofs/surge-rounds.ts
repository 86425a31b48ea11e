import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestServer } from '../../dev-env/test-server.ts';
import { issueAccessToken } from '../../platform/identity/sessions.ts';
import { verifyDatabase } from '../../platform/store/verify/verify.ts';
import type { SurgeAnswers, SurgePlan } from './surge-clients.ts';

export interface SurgeTally {
  calm: Phase;
  surge: Phase;
  after: Phase;
  /** Seconds after the surge until p95 was back within twice the calm one, for good. */
  recoverySeconds: number;
  /** The longest that a health check took at any time, in ms; -1 when one failed. */
  slowestHealthCheck: number;
  acknowledged: number;
  lost: number;
  faults: number;
}

interface Phase {
  clients: number;
  statuses: Record<string, number>;
  bad: number;
  perSecond: number;
  p50: number;
  p95: number;
  refusedP95: number;
}

const ODS = 'A20047';
const run = promisify(execFile);

/** A calm load, ten times as many clients, and the calm load again, against the whole server in this process. */
export async function surgeRounds({ seconds, calmClients, progress = () => undefined }: { seconds: number; calmClients: number; progress?: (message: string) => void }): Promise<SurgeTally> {
  const server = await startTestServer({ patients: 20 });
  let slowestHealthCheck = 0;
  const health = setInterval(() => {
    const from = performance.now();
    fetch(`${server.base}/healthz`).then(
      (answer) => (slowestHealthCheck = answer.ok && slowestHealthCheck >= 0 ? Math.max(slowestHealthCheck, performance.now() - from) : -1),
      () => (slowestHealthCheck = -1),
    );
  }, 200);
  try {
    const tokens = await Promise.all(Array.from({ length: 12 }, () => issueAccessToken(server.database.app, ODS, 'system/*.cruds', 1)));
    const patients = (await server.database.owner.query<{ patient: string }>(`select patient from patient_index where practice = $1 order by 1`, [ODS])).map((row) => row.patient);
    const phase = async (name: string, clients: number): Promise<SurgeAnswers> => {
      const plan: SurgePlan = { base: server.base, ods: ODS, tokens, patients, clients, seconds, name };
      const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'surge-clients.ts'), JSON.stringify(plan)], { maxBuffer: 2 ** 28 });
      const answers = JSON.parse(stdout) as SurgeAnswers;
      progress(`${name}: ${clients} clients, ${JSON.stringify(answers.statuses)}`);
      return answers;
    };
    await phase('warm', calmClients);
    const [calm, surge, after] = [await phase('calm', calmClients), await phase('surge', calmClients * 10), await phase('after', calmClients)];
    const acknowledged = [calm, surge, after].flatMap((one) => one.acknowledged);
    const present = new Set((await server.database.owner.query<{ id: string }>(`select id from resource where practice = $1 and type = 'Observation' and id like 'surge-%'`, [ODS])).map(({ id }) => id));
    const { faultCount } = await verifyDatabase(server.database.connections.owner, { base: server.base });
    const calmP95 = percentile(calm.done.flat(), 0.95);
    return {
      calm: phaseOf(calm, calmClients, seconds), surge: phaseOf(surge, calmClients * 10, seconds), after: phaseOf(after, calmClients, seconds),
      recoverySeconds: after.done.slice(0, seconds).findLastIndex((second) => percentile(second, 0.95) > 2 * calmP95) + 1,
      slowestHealthCheck: Math.round(slowestHealthCheck), acknowledged: acknowledged.length,
      lost: acknowledged.filter((id) => !present.has(id)).length, faults: faultCount,
    };
  } finally {
    clearInterval(health);
    await server.stop();
  }
}

function phaseOf({ statuses, bad, done, refused }: SurgeAnswers, clients: number, seconds: number): Phase {
  const all = done.flat();
  return { clients, statuses, bad, perSecond: Math.round(all.length / seconds), p50: percentile(all, 0.5), p95: percentile(all, 0.95), refusedP95: percentile(refused, 0.95) };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 10) / 10;
}
