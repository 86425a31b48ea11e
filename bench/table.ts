import type { Comparison, Timing } from './measure.ts';

/** One line of the report: times in ms, or a rate. */
export type Line = { name: string; compared: Comparison } | { name: string; unit: 'per second'; ours: number; floor: number; ratio: number };

/** The report as a Markdown table. A ratio above 1 is dearer than the floor. */
export function table(lines: readonly Line[]): string {
  const head = ['| what | Jenner p50 / p95 ms | per second | floor p50 / p95 ms | per second | ratio to floor |', '| --- | --- | --- | --- | --- | --- |'];
  return [...head, ...lines.map(row)].join('\n');
}

function row(line: Line): string {
  if ('unit' in line) return `| ${line.name} | | ${whole(line.ours)} | | ${whole(line.floor)} | ${line.ratio.toFixed(2)} |`;
  const { ours, other, times } = line.compared;
  return `| ${line.name} | ${milliseconds(ours)} | ${rate(ours)} | ${milliseconds(other)} | ${rate(other)} | ${times.toFixed(2)} |`;
}

export function milliseconds({ p50, p95 }: Timing): string {
  return `${p50.toFixed(2)} / ${p95.toFixed(2)}`;
}

/** A rate of successes; failures are said beside it, by status. */
export function rate({ perSecond, failed }: Timing): string {
  const failures = Object.entries(failed).map(([why, count]) => `${count} × ${why}`);
  return [perSecond < 10 ? perSecond.toFixed(1) : whole(perSecond), ...failures].join(', ');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}
