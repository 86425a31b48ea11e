import { existsSync, readFileSync } from 'node:fs';
import { issueAccessToken } from '../platform/identity/sessions.ts';
import { addPractice } from '../platform/store/practices.ts';
import { chooseRecords } from './choose-records.ts';
import type { Environment } from './environment.ts';
import { loadRecords } from './fhir-load.ts';
import type { Target } from './fhir-target.ts';
import { runPeerCases } from './peer.ts';
import { peerTable } from './peer-table.ts';
import type { Report } from './report.ts';

export interface PeerOptions {
  /** `token` is the bearer token, or the path of a file that holds it. */
  peer: { base: string; token: string; name: string };
  patients: number;
  /** How long one turn of one case lasts. */
  milliseconds: number;
  /** Part of the names of the cases wanted. */
  only: string;
}

/** Jenner and another FHIR server, loaded with the same people in the same way, measured in turns. */
export async function benchAgainstPeer({ connections, owner, app, start }: Environment, { peer, patients, milliseconds, only }: PeerOptions, say: (message: string) => void): Promise<Report> {
  const practice = { ods: 'A20047', name: 'Benchmark practice' };
  await addPractice(owner, { ...practice, synthetic: true });
  const { port } = await start('server.ts', connections.app);
  const records = chooseRecords(patients, practice);
  const target = (name: string, base: string, token: string): Target => ({ name, base: base.replace(/\/$/, ''), headers: token === '' ? {} : { authorization: `Bearer ${token}` } });
  const jenner = target('Jenner', `http://127.0.0.1:${port}/${practice.ods}/fhir/r4`, await issueAccessToken(app, practice.ods, 'system/*.cruds', 1));
  const other = target(peer.name, peer.base, existsSync(peer.token) ? readFileSync(peer.token, 'utf8').trim() : peer.token);
  say(`Loading ${records.length} patients into both…`);
  const ours = await loadRecords(jenner, records, say);
  const theirs = await loadRecords(other, records, say);
  await owner.query('analyze', []);
  const lines = await runPeerCases(ours, theirs, { milliseconds, only }, say);
  const loads = `Loaded by FHIR transactions of up to 100 entries, one client: ${ours.resources.toLocaleString('en-GB')} resources; Jenner ${Math.round(ours.perSecond)} a second, ${peer.name} ${Math.round(theirs.perSecond)}: ${(ours.perSecond / theirs.perSecond).toFixed(1)} ×.`;
  const reading = 'In turns, five rounds of each. “Entries” are those of the answers of the same few requests, Jenner’s / the peer’s: equal where both say the same. The last columns are medians of the rounds’ ratios; above 1 Jenner is the faster. Failed requests are not timed and stand beside the rate by status.';
  const heavy = `Typical records have 150 to 300 entries, the heavy one ${ours.heavy.entries}. Whole records are followed to their last page.`;
  return {
    title: `Beside ${peer.name}, last run`,
    proof: 'peer',
    markdown: [loads, heavy, reading, peerTable(peer.name, lines)].join('\n\n'),
    data: { peer: peer.name, loaded: { resources: ours.resources, ours: ours.perSecond, peer: theirs.perSecond }, lines },
  };
}
