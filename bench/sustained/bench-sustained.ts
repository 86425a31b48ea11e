import { Refused, send } from '../client.ts';
import type { Environment } from '../environment.ts';
import { pick } from '../fhir-target.ts';
import { whyFailed } from '../measure.ts';
import type { Report } from '../report.ts';
import { arrive } from './arrivals.ts';
import { watch } from './health.ts';
import { listen } from './listen.ts';
import { kindOf, perform } from './mix.ts';
import { loadPractices, type ServedPractice } from './practices.ts';
import { sustainedReport, type Tally } from './sustained-report.ts';

export interface SustainedOptions {
  minutes: number;
  /** Arrivals a second, over all practices. */
  rate: number;
  clients: number;
  practices: number;
  patients: number;
}

/** How long an event may take until it counts as lost. */
const LAST_EVENTS_MS = 5_000;

/**
 * Mixed clinical work at a fixed rate over several practices, each with an event line open as a screen has it. At
 * the end every write that was acknowledged is read again.
 */
export async function benchSustained(environment: Environment, options: SustainedOptions, say: (message: string) => void): Promise<Report> {
  const server = await environment.start('server.ts', environment.connections.app);
  const practices = await loadPractices(environment, options.practices, options.patients, `http://127.0.0.1:${server.port}`, say);
  const tally: Tally = { times: new Map(), failed: new Map(), live: [], unheard: 0, acknowledged: 0, missing: 0, seconds: 0, health: [] };
  const due = new Map<string, number>();
  const heard = (practice: ServedPractice) => (address: string, at: number): void => {
    const key = `${practice.ods} ${address}`;
    const sent = due.get(key);
    if (sent === undefined) early.set(key, at);
    else if (due.delete(key)) tally.live.push(at - sent);
  };
  // An event may overtake the answer that tells the writer which id its entry got.
  const early = new Map<string, number>();
  const lines = await Promise.all(practices.map((practice) => listen(practice, heard(practice))));
  const acknowledged: { practice: ServedPractice; address: string }[] = [];

  say(`${options.rate} arrivals a second for ${options.minutes} min…`);
  const health = watch(server.process);
  const began = performance.now();
  await arrive({ rate: options.rate, clients: options.clients, seconds: options.minutes * 60 }, async (i, intended) => {
    const kind = kindOf(i);
    const practice = pick(practices, i);
    try {
      for (const address of await perform(kind, practice, i)) {
        acknowledged.push({ practice, address });
        const at = early.get(`${practice.ods} ${address}`);
        if (at === undefined) due.set(`${practice.ods} ${address}`, intended);
        else if (early.delete(`${practice.ods} ${address}`)) tally.live.push(at - intended);
      }
      push(tally.times, kind, performance.now() - intended);
    } catch (error) {
      push(tally.failed, kind, whyFailed(error));
    }
  });
  tally.seconds = (performance.now() - began) / 1000;
  tally.health = health();
  const patience = performance.now() + LAST_EVENTS_MS;
  while (due.size > 0 && performance.now() < patience) await new Promise((resolve) => setTimeout(resolve, 50));
  tally.unheard = due.size;
  for (const close of lines) close();

  say(`Looking for ${acknowledged.length} acknowledged writes…`);
  tally.acknowledged = acknowledged.length;
  for (const { practice, address } of acknowledged) {
    const { status } = await send(`${practice.fhir}/${address}`, { headers: practice.headers });
    if (status === 404) tally.missing++;
    else if (status !== 200) throw new Refused('GET', status);
  }
  return sustainedReport(options, tally);
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
