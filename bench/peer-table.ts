import type { PeerLine, Trial } from './peer.ts';
import { milliseconds, rate } from './table.ts';

/** The peer report as a Markdown table. Above 1 in the last columns, Jenner is the faster. */
export function peerTable(peer: string, lines: readonly PeerLine[]): string {
  return [
    `| what | clients | Jenner p50 / p95 ms | per second | ${peer} p50 / p95 ms | per second | entries | throughput | p50 |`,
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines.map(row),
  ].join('\n');
}

function row({ name, clients, ours, peer, measured }: PeerLine): string {
  if (measured === undefined) return `| ${name} | ${clients} | ${told(ours)} | | ${told(peer)} | | | | |`;
  const entries = `${'entries' in ours ? ours.entries : ''} / ${'entries' in peer ? peer.entries : ''}`;
  return `| ${name} | ${clients} | ${milliseconds(measured.ours)} | ${rate(measured.ours)} | ${milliseconds(measured.other)} | ${rate(measured.other)} | ${entries} | ${measured.rates.toFixed(1)} × | ${(1 / measured.times).toFixed(1)} × |`;
}

function told(trial: Trial): string {
  return 'refused' in trial ? `not supported (${trial.refused})` : 'not compared';
}
