import { at } from '../measure.ts';
import type { Report } from '../report.ts';
import type { SustainedOptions } from './bench-sustained.ts';
import { type Health, slope } from './health.ts';
import { type Kind, MIX } from './mix.ts';

/** What a sustained run brought. Times are ms from the intended start. */
export interface Tally {
  times: Map<Kind, number[]>;
  /** Statuses, or codes of connections that failed. */
  failed: Map<Kind, string[]>;
  /** From a write's intended start to the event that tells of it on another screen. */
  live: number[];
  unheard: number;
  acknowledged: number;
  missing: number;
  seconds: number;
  health: readonly Health[];
}

export function sustainedReport(options: SustainedOptions, tally: Tally): Report {
  const rows = MIX.map(({ kind, share }) => row(kind, `${share} %`, tally.times.get(kind) ?? [], tally.failed.get(kind) ?? []));
  const every = row('all', '', [...tally.times.values()].flat(), [...tally.failed.values()].flat());
  const live = row('live event line, write to event', '', tally.live, []);
  const done = [...tally.times.values()].reduce((sum, { length }) => sum + length, 0);
  const rss = tally.health.map(({ rssMb }) => rssMb);
  const loop = tally.health.map(({ loopDelay }) => loopDelay).toSorted((a, b) => a - b);
  const { rate, clients, minutes, practices, patients } = options;
  const memory = { from: rss[0] ?? Number.NaN, to: rss.at(-1) ?? Number.NaN, most: Math.max(...rss), perMinute: slope(tally.health, 'rssMb'), heapPerMinute: slope(tally.health, 'heapMb') };
  const markdown = [
    `${rate} arrivals a second for ${minutes} min over ${practices} practices of ${patients} patients, at most ${clients} in hand at once; an event line open to each practice. An open loop: times count from the intended start.`,
    ['| what | share | done | p50 ms | p95 ms | p99 ms | most ms | failed |', '| --- | --- | --- | --- | --- | --- | --- | --- |', ...[...rows, every, live].map(({ line }) => line)].join('\n'),
    `- Done: ${(done / tally.seconds).toFixed(1)} a second of ${rate} asked for.`,
    `- Memory of the server (RSS): ${memory.from.toFixed(0)} MB at the start, ${memory.to.toFixed(0)} MB at the end, most ${memory.most.toFixed(0)} MB; over the second half ${memory.perMinute.toFixed(1)} MB a minute, of which JavaScript heap ${memory.heapPerMinute.toFixed(1)}. A run of a few minutes still shows the server warming up.`,
    `- Event loop delay, 99th percentile of each second: median ${at(loop, 0.5).toFixed(1)} ms, most ${(loop.at(-1) ?? Number.NaN).toFixed(1)} ms.`,
    `- Acknowledged writes: ${tally.acknowledged.toLocaleString('en-GB')}, of which ${tally.missing} could not be read afterwards; events not heard of: ${tally.unheard}.`,
  ].join('\n\n').replaceAll('\n\n- ', '\n- ').replace('\n- Done', '\n\n- Done');
  const fault = tally.missing > 0 ? `${tally.missing} acknowledged writes are missing` : tally.unheard > 0 ? `${tally.unheard} events were not heard` : undefined;
  return {
    title: 'Sustained load, last run',
    proof: 'sustained',
    markdown,
    data: { options, kinds: rows.map(({ data }) => data), all: every.data, live: live.data, memory, health: tally.health, acknowledged: tally.acknowledged, missing: tally.missing, unheard: tally.unheard },
    ...(fault === undefined ? {} : { fault }),
  };
}

function row(name: string, share: string, times: readonly number[], failures: readonly string[]): { line: string; data: object } {
  const sorted = times.toSorted((a, b) => a - b);
  const failed = Object.fromEntries([...new Set(failures)].map((why) => [why, failures.filter((one) => one === why).length]));
  const [p50, p95, p99, most] = [at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1)];
  const told = Object.entries(failed).map(([why, count]) => `${count} × ${why}`).join(', ') || '0';
  const figures = sorted.length === 0 ? ['', '', '', ''] : [p50, p95, p99, most].map((value) => value.toFixed(1));
  return { line: `| ${[name, share, sorted.length.toLocaleString('en-GB'), ...figures, told].join(' | ')} |`, data: { name, done: sorted.length, p50, p95, p99, most, failed } };
}
