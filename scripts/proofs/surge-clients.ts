/**
 * Clients of a surge, in a process of their own: reads a plan from its argument, asks as fast as it is answered, and
 * prints what it was answered. Started by surge-rounds.ts.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface SurgePlan {
  base: string;
  ods: string;
  tokens: readonly string[];
  patients: readonly string[];
  clients: number;
  seconds: number;
  /** Goes into the ids of what is written. */
  name: string;
}

export interface SurgeAnswers {
  /** How often each status came. */
  statuses: Record<string, number>;
  /** Answers that turned somebody away without saying when to come back, or that were neither good nor a refusal. */
  bad: number;
  /** Latency of what was done, per second of the run, in ms. */
  done: number[][];
  /** Latency of what was turned away, in ms. */
  refused: number[];
  /** Ids of observations whose writing was acknowledged. */
  acknowledged: string[];
}

const HASTE_MS = 100; // Retry-After says a second or more; these clients are rude

const plan = JSON.parse(process.argv[2] ?? '{}') as SurgePlan;
const agent = new Agent({ keepAlive: true, maxSockets: plan.clients });
const answers: SurgeAnswers = { statuses: {}, bad: 0, done: Array.from({ length: plan.seconds + 30 }, () => []), refused: [], acknowledged: [] };
const began = performance.now();

async function client(number: number): Promise<void> {
  const token = plan.tokens[number % plan.tokens.length] ?? '';
  for (let i = 0; performance.now() - began < plan.seconds * 1000; i++) {
    const patient = plan.patients[(number + i) % plan.patients.length] ?? '';
    const id = `surge-${plan.name}-${number}-${i}`;
    const [method, path, body] =
      i % 5 === 0 ? (['PUT', `Observation/${id}`, observation(id, patient)] as const)
      : i % 5 === 1 ? (['GET', `Patient/${patient}/$everything`, undefined] as const)
      : i % 5 === 2 ? (['GET', `Condition?patient=${patient}`, undefined] as const)
      : (['GET', `Patient/${patient}`, undefined] as const);
    const from = performance.now();
    const { status, retryAfter } = await ask(method, `${plan.base}/${plan.ods}/fhir/r4/${path}`, token, body);
    const now = performance.now();
    answers.statuses[status] = (answers.statuses[status] ?? 0) + 1;
    if (status >= 200 && status < 300) {
      answers.done[Math.floor((now - began) / 1000)]?.push(now - from);
      if (method === 'PUT') answers.acknowledged.push(id);
    } else if ((status === 429 || status === 503) && retryAfter >= 1) {
      answers.refused.push(now - from);
      await sleep(HASTE_MS);
    } else answers.bad++;
  }
}

function ask(method: string, url: string, token: string, body: string | undefined): Promise<{ status: number; retryAfter: number }> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }) };
    const sent = request(url, { method, agent, headers }, (response) => {
      response.on('end', () => resolve({ status: response.statusCode ?? 0, retryAfter: Number(response.headers['retry-after'] ?? 0) })).on('error', () => resolve({ status: 0, retryAfter: 0 })).resume();
    });
    sent.on('error', () => resolve({ status: 0, retryAfter: 0 }));
    sent.end(body);
  });
}

function observation(id: string, patient: string): string {
  return JSON.stringify({ resourceType: 'Observation', id, status: 'final', code: { coding: [{ system: 'http://snomed.info/sct', code: '75367002', display: 'Blood pressure' }] }, subject: { reference: `Patient/${patient}` } });
}

await Promise.all(Array.from({ length: plan.clients }, (_, number) => client(number)));
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
