import type { Database } from '../platform/store/database.ts';
import { exchange } from './client.ts';
import { consultationFor, observationFor } from './fhir-bodies.ts';
import { type HeldRecord, pick } from './fhir-target.ts';
import { compare, type Plan } from './measure.ts';
import { patientsOfSize } from './records-of-size.ts';
import { searchCases } from './search-cases.ts';
import type { Line } from './table.ts';

const ROUNDS = 5;
const QUERIES = ['smi', 'smi jo', 'jones', 'pat', 'wil ma', 'kha', 'tay', 'o', 'wal', 'bro an'];
const SLIPS = ['smiht', 'jonse', 'willaims', 'tayolr', 'khna', 'brwon', 'wlaker', 'patle'];

/** The cases, each against its floor in turns. */
export async function runCases(db: Database, ours: string, floor: string, token: string, say: (message: string) => void): Promise<Line[]> {
  const headers = { authorization: `Bearer ${token}` };
  const fhir = `${ours}/fhir/r4`;
  const typical = await patientsOfSize(db, 'A20047', 150, 300, 200);
  const heavy = await patientsOfSize(db, 'A20047', 3500, 10_000, 10);
  const observations = typical.flatMap((record) => record.observations.slice(0, 10));
  for (const { patient } of [...typical, ...heavy]) await exchange(`${fhir}/Patient/${patient}/$everything`, { headers });
  const lines: Line[] = [];
  const add = async (name: string, count: number, clients: Plan['clients'], our: (i: number) => Promise<unknown>, bare: (i: number) => Promise<unknown>): Promise<void> => {
    say(`Measuring ${name}…`);
    const compared = await compare({ rounds: ROUNDS, count, clients }, our, bare);
    const failed = Object.keys({ ...compared.ours.failed, ...compared.other.failed });
    if (failed.length > 0) throw new Error(`${name}: answered ${failed.join(', ')}`);
    lines.push({ name: `${name}, ${clients} ${clients === 1 ? 'client' : 'clients'}`, compared });
  };
  const open = (records: readonly HeldRecord[]) => (i: number) => exchange(`${fhir}/Patient/${pick(records, i).patient}/$everything`, { headers });
  const snapshot = (records: readonly HeldRecord[]) => (i: number) => exchange(`${floor}/snapshot?patient=${pick(records, i).patient}`);
  const snapshotAndRow = (records: readonly HeldRecord[]) => (i: number) => exchange(`${floor}/snapshot-and-row?patient=${pick(records, i).patient}`);
  const rows = (records: readonly HeldRecord[]) => (i: number) => exchange(`${floor}/rows?patient=${pick(records, i).patient}`);
  const post = (path: string, body: unknown) => exchange(fhir + path, { method: 'POST', body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/fhir+json' } });

  // The audit row of a read is on the disk before the answer ends. The floor writes one row besides reading the bytes.
  for (const clients of [1, 16] as const) {
    await add('open whole record, typical', clients * 100 + 300, clients, open(typical), snapshotAndRow(typical));
    await add('open whole record, heavy', clients * 40 + 160, clients, open(heavy), snapshotAndRow(heavy));
    await add('open whole record, typical, against the bytes alone, no row written', clients * 100 + 300, clients, open(typical), snapshot(typical));
  }
  await add('open whole record, typical, against the same rows sent one by one, uncompressed', 200, 1, open(typical), rows(typical));

  const read = (i: number) => exchange(`${fhir}/Observation/${pick(observations, i)}`, { headers });
  const resource = (i: number) => exchange(`${floor}/resources-and-row?keys=Observation/${pick(observations, i)}`);
  await add('read an Observation', 500, 1, read, resource);
  await add('read an Observation', 2000, 16, read, resource);

  const find = (queries: readonly string[]) => (i: number) => exchange(`${fhir}/Patient/$find?text=${encodeURIComponent(pick(queries, i))}`, { headers });
  const names = (queries: readonly string[]) => (i: number) => exchange(`${floor}/names?word=${encodeURIComponent(pick(queries, i).split(' ')[0] ?? '')}`);
  await add('patient type-ahead, as typed', 200, 1, find(QUERIES), names(QUERIES));
  await add('patient type-ahead, as typed', 800, 16, find(QUERIES), names(QUERIES));
  await add('patient type-ahead, slips of the fingers', 160, 1, find(SLIPS), names(SLIPS));

  for (const one of await searchCases(fhir, floor, headers, typical)) {
    await add(one.name, 150, 1, one.ours, one.floor);
    await add(one.name, 600, 16, one.ours, one.floor);
  }

  for (const [i, { patient }] of typical.entries()) await post('/Observation', observationFor(patient, i));
  await add('open whole record, typical, one entry written since the snapshot', 150, 1, open(typical), snapshotAndRow(typical));

  const write = (i: number) => post('/Observation', observationFor(pick(typical, i).patient, i));
  const bareWrite = (i: number) => exchange(`${floor}/write`, { method: 'POST', body: JSON.stringify([observationFor(pick(typical, i).patient, i)]) });
  await add('durable write, validated, audited and indexed', 150, 1, write, bareWrite);
  await add('durable write, validated, audited and indexed', 600, 16, write, bareWrite);
  const transaction = (i: number) => post('', consultationFor(pick(typical, i).patient, i, 50));
  const bareTransaction = (i: number) => exchange(`${floor}/write`, { method: 'POST', body: JSON.stringify(consultationFor(pick(typical, i).patient, i, 50).entry) });
  await add('transaction of 50', 40, 1, transaction, bareTransaction);
  await add('transaction of 50', 120, 16, transaction, bareTransaction);
  return lines;
}
