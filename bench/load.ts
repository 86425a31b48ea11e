import postgres from 'postgres';
import { generatePopulation } from '../dev-env/population/generate.ts';
import { importRecords } from '../exchange/import/import-records.ts';
import { createValidator } from '../platform/fhir/validation/validate.ts';
import type { ConnectionOptions, Database } from '../platform/store/database.ts';

const TODAY = '2026-11-22';

export interface Practice {
  ods: string;
  name: string;
}

export interface Imported {
  resources: number;
  perSecond: number;
}

/** Loads the population through the importer: validated, matched, indexed, audited. */
export async function loadPopulation(db: Database, practice: Practice, patients: number, say: (message: string) => void, seed = 11): Promise<Imported> {
  const validator = createValidator();
  const began = performance.now();
  let told = began;
  const total = await importRecords(db, generatePopulation({ seed, patients, practice, today: TODAY }), {
    practice: practice.ods,
    account: 'system:bench',
    source: 'synthetic population',
    validate: (resource) => validator.validate(resource),
    onProgress(done, resources) {
      if (performance.now() - told < 10_000) return;
      told = performance.now();
      say(`  ${done} of ${patients} patients, ${Math.round(resources / ((told - began) / 1000)).toLocaleString('en-GB')} resources/s`);
    },
  });
  return { resources: total.created, perSecond: total.created / ((performance.now() - began) / 1000) };
}

/** The floor of an import: the same JSON as text into a table without an index, 500 rows a statement, one commit each. */
export async function loadFloor(owner: ConnectionOptions, practice: Practice, patients: number): Promise<Imported> {
  const sql = postgres({ ...owner, max: 2, onnotice: () => undefined, connection: { search_path: 'jenner,public' } });
  await sql.unsafe('drop table if exists bench_import; create table bench_import (content text)');
  const began = performance.now();
  let resources = 0;
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    const contents = batch;
    batch = [];
    resources += contents.length;
    await sql.unsafe(`insert into bench_import select unnest(string_to_array($1, E'\\x1e'))`, [contents.join('\x1e')], { prepare: true });
  };
  for (const record of generatePopulation({ seed: 11, patients, practice, today: TODAY })) {
    for (const resource of [record.patient, ...record.resources]) {
      batch.push(JSON.stringify(resource));
      if (batch.length === 500) await flush();
    }
  }
  await flush();
  const perSecond = resources / ((performance.now() - began) / 1000);
  await sql.unsafe('drop table bench_import');
  await sql.end();
  return { resources, perSecond };
}
