import type { Database } from '../platform/store/database.ts';
import { exchange } from './client.ts';
import { compare } from './measure.ts';
import type { Line } from './table.ts';

const ROUNDS = 5;
const QUERIES = ['smi', 'smi jo', 'jones', 'pat', 'wil ma', 'kha', 'tay', 'o', 'wal', 'bro an'];
const SLIPS = ['smiht', 'jonse', 'willaims', 'tayolr', 'khna', 'brwon', 'wlaker', 'patle'];

/** The cases, each against its floor in turns. */
export async function runCases(db: Database, ours: string, floor: string, token: string, say: (message: string) => void): Promise<Line[]> {
  const headers = { authorization: `Bearer ${token}` };
  const fhir = `${ours}/fhir/r4`;
  const typical = await patientsOfSize(db, 150, 300, 200);
  const heavy = await patientsOfSize(db, 3500, 10_000, 10);
  const observations = await observationIds(db, typical);
  for (const patient of [...typical, ...heavy]) await exchange(`${fhir}/Patient/${patient}/$everything`, { headers });
  const pick = <T>(all: readonly T[], i: number): T => all[Math.abs(i) % all.length] as T;
  const lines: Line[] = [];
  const add = async (name: string, count: number, clients: number, our: (i: number) => Promise<unknown>, bare: (i: number) => Promise<unknown>): Promise<void> => {
    say(`Measuring ${name}…`);
    lines.push({ name, ...(await compare(ROUNDS, count, clients, our, bare)) });
  };
  const open = (patients: readonly string[]) => (i: number) => exchange(`${fhir}/Patient/${pick(patients, i)}/$everything`, { headers });
  const snapshot = (patients: readonly string[]) => (i: number) => exchange(`${floor}/snapshot?patient=${pick(patients, i)}`);
  const rows = (patients: readonly string[]) => (i: number) => exchange(`${floor}/rows?patient=${pick(patients, i)}`);

  await add('open whole record, typical, 1 client', 400, 1, open(typical), snapshot(typical));
  await add('open whole record, typical, 16 clients', 1600, 16, open(typical), snapshot(typical));
  await add('open whole record, heavy, 1 client', 200, 1, open(heavy), snapshot(heavy));
  await add('open whole record, heavy, 16 clients', 800, 16, open(heavy), snapshot(heavy));
  await add('open whole record, typical, against the same rows sent one by one, uncompressed', 200, 1, open(typical), rows(typical));
  await add('point read, 1 client', 500, 1, (i) => exchange(`${fhir}/Observation/${pick(observations, i)}`, { headers }), (i) => exchange(`${floor}/resource?id=${pick(observations, i)}`));
  await add('point read, 16 clients', 2000, 16, (i) => exchange(`${fhir}/Observation/${pick(observations, i)}`, { headers }), (i) => exchange(`${floor}/resource?id=${pick(observations, i)}`));
  const find = (queries: readonly string[]) => (i: number) => exchange(`${fhir}/Patient/$find?text=${encodeURIComponent(pick(queries, i))}`, { headers });
  const names = (queries: readonly string[]) => (i: number) => exchange(`${floor}/names?word=${encodeURIComponent(pick(queries, i).split(' ')[0] ?? '')}`);
  await add('patient type-ahead, as typed, 1 client', 200, 1, find(QUERIES), names(QUERIES));
  await add('patient type-ahead, as typed, 16 clients', 800, 16, find(QUERIES), names(QUERIES));
  await add('patient type-ahead, slips of the fingers, 1 client', 160, 1, find(SLIPS), names(SLIPS));
  const writeOne = (patient: string, i: number) =>
    exchange(`${fhir}/Observation`, { method: 'POST', body: observationFor(patient, i), headers: { ...headers, 'content-type': 'application/fhir+json' } });
  for (const [i, patient] of typical.entries()) await writeOne(patient, i);
  await add('open whole record, typical, one entry written since the snapshot', 150, 1, open(typical), snapshot(typical));
  const bareWrite = (i: number) => exchange(`${floor}/write`, { method: 'POST', body: observationFor(pick(typical, i), i) });
  await add('durable write, audited and indexed, 1 client', 150, 1, (i) => writeOne(pick(typical, i), i), bareWrite);
  await add('durable write, audited and indexed, 16 clients', 600, 16, (i) => writeOne(pick(typical, i), i), bareWrite);
  return lines;
}

async function patientsOfSize(db: Database, low: number, high: number, limit: number): Promise<string[]> {
  const rows = await db.transaction('A20047', (tx) =>
    tx.query<{ patient: string }>(
      `select patient from resource where practice = $1 and patient <> '' group by patient having count(*) between $2 and $3 order by patient limit $4`,
      ['A20047', low, high, limit],
    ),
  );
  if (rows.length === 0) throw new Error(`No patient has ${low} to ${high} entries: load more patients`);
  return rows.map(({ patient }) => patient);
}

async function observationIds(db: Database, patients: readonly string[]): Promise<string[]> {
  const rows = await db.transaction('A20047', (tx) =>
    tx.query<{ id: string }>(`select id from resource where practice = $1 and type = 'Observation' and patient = any(string_to_array($2, ',')) limit 2000`, ['A20047', patients.join(',')]),
  );
  return rows.map(({ id }) => id);
}

function observationFor(patient: string, i: number): string {
  return JSON.stringify({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '364075005', display: 'Heart rate' }], text: 'Heart rate' },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: '2026-11-22T10:00:00+00:00',
    valueQuantity: { value: 60 + (Math.abs(i) % 40), unit: 'beats/min', system: 'http://unitsofmeasure.org', code: '/min' },
  });
}
