import type { Timing } from './measure.ts';

/** One line of the report: times in ms, or a rate. */
export type Line =
  | { name: string; ours: Timing; floor: Timing; ratio: number }
  | { name: string; unit: 'per second'; ours: number; floor: number; ratio: number };

/** The report as a Markdown table. A ratio above 1 is dearer than the floor. */
export function table(lines: readonly Line[]): string {
  const head = ['| what | Jenner p50 / p95 ms | per second | floor p50 / p95 ms | per second | ratio to floor |', '| --- | --- | --- | --- | --- | --- |'];
  return [...head, ...lines.map(row)].join('\n');
}

function row(line: Line): string {
  if ('unit' in line) return `| ${line.name} | | ${rate(line.ours)} | | ${rate(line.floor)} | ${line.ratio.toFixed(2)} |`;
  const { ours, floor } = line;
  return `| ${line.name} | ${times(ours)} | ${rate(ours.perSecond)} | ${times(floor)} | ${rate(floor.perSecond)} | ${line.ratio.toFixed(2)} |`;
}

function times({ p50, p95 }: Timing): string {
  return `${p50.toFixed(2)} / ${p95.toFixed(2)}`;
}

function rate(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}
