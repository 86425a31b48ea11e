import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { Problem } from '../../platform/errors.ts';
import type { Database } from '../../platform/store/database.ts';
import { convertStructuredRecord, isStructuredRecord } from '../gp-connect/migrate-structured-record.ts';
import { type ConvertedRecord, SourceError } from './contract.ts';
import type { Incoming } from './incoming.ts';
import { loadRecords } from './load-records.ts';
import { groupLines, readLines } from './ndjson.ts';
import { parseJson } from './parse-json.ts';
import { readR4Bundle } from './read-bundle.ts';
import { readR4Record } from './read-r4.ts';
import { recogniseFile } from './recognise.ts';
import { addLoaded, emptyReconciliation, type Reconciliation } from './reconciliation.ts';
import { finishRun, startRun } from './runs.ts';

export interface ImportOptions {
  practice: string;
  account: string;
  validate: (resource: unknown) => readonly { expression: string; message: string }[];
  /** For a single GP Connect record: the NHS number that its file masks. */
  nhsNumber?: string;
  onRecord?: (done: number) => void;
}

/**
 * Imports a file, or every file of a folder: GP Connect migrate-structured-record bundles (FHIR STU3), FHIR R4
 * Bundles and R4 NDJSON, recognised by content. Each record goes in whole or not at all; one that cannot is named
 * in `failures` and the others go on. The reconciliation is stored with the run and returned.
 */
export async function importPath(db: Database, path: string, options: ImportOptions): Promise<Reconciliation> {
  const files = await filesOf(path);
  const run = randomUUID();
  const total = emptyReconciliation();
  await startRun(db, options.practice, run, options.account, basename(path));
  const load: Load = async (source, read) => {
    try {
      for (const loaded of await loadRecords(db, options.practice, [{ source, ...read() }], { run, account: options.account })) addLoaded(total, loaded);
      return true;
    } catch (error) {
      total.failures.push({ source, message: messageOf(error) });
      return false;
    } finally {
      options.onRecord?.(total.records);
    }
  };
  const attempt = async (source: string, work: () => Promise<void>): Promise<void> => {
    await work().catch((error: unknown) => total.failures.push({ source, message: messageOf(error) }));
  };
  const nameOf = (file: string): string => (relative(path, file) === '' ? basename(file) : relative(path, file));
  const lines: string[] = [];
  for (const file of files) {
    await attempt(nameOf(file), async () => {
      if ((await recogniseFile(file)) === 'ndjson') lines.push(file);
      else await importDocument(await readFile(file), nameOf(file), options, load);
    });
  }
  if (lines.length > 0) await attempt(lines.map(nameOf).join(', '), () => importLines(lines, lines.map(nameOf), options, load));
  await finishRun(db, options.practice, run, total);
  return total;
}

/** Loads the record that `read` makes, or notes why not. Answers whether it went in. */
type Load = (source: string, read: () => Omit<Incoming, 'source'>) => Promise<boolean>;

async function importDocument(bytes: Buffer, name: string, options: ImportOptions, load: Load): Promise<void> {
  const json = parseJson(bytes, 'file');
  if (isStructuredRecord(json)) {
    await load(name, () => ({ record: checked(convertStructuredRecord(json, options.nhsNumber === undefined ? {} : { nhsNumber: options.nhsNumber }), options) }));
    return;
  }
  if (typeof json !== 'object' || json === null || !('resourceType' in json)) throw new SourceError('file', 'is not a FHIR resource');
  if (json.resourceType !== 'Bundle') throw new SourceError('resourceType', 'is not Bundle: a record comes as a Bundle, or as NDJSON');
  const { practice, patients, known } = readR4Bundle(json, options.validate);
  let waiting = practice;
  for (const [i, own] of patients.entries()) {
    if (await load(i === 0 ? name : `${name} record ${i + 1}`, () => ({ record: readR4Record([...waiting, ...own], options.validate), known }))) waiting = [];
  }
}

async function importLines(files: string[], names: string[], options: ImportOptions, load: Load): Promise<void> {
  const { groups, known } = await groupLines(files, names, options.validate);
  const [practice, ...patients] = groups;
  if (practice === undefined || patients.length === 0) throw new SourceError('file', 'holds no Patient');
  // The practice's own resources go in with the first record that is taken: the others refer to them.
  let waiting = await readLines(files, names, practice);
  for (const group of patients) {
    const own = await readLines(files, names, group);
    if (await load(own[0]?.place ?? '', () => ({ record: readR4Record([...waiting, ...own], options.validate), known }))) waiting = [];
  }
}

/** What the converter makes is held to the same rules as what anybody sends. */
function checked(record: ConvertedRecord, { validate }: ImportOptions): ConvertedRecord {
  const places = new Map(record.entries.map((entry) => [entry.target, entry.place]));
  for (const resource of [record.patient, ...record.resources, ...record.directory]) {
    const [issue] = validate(resource);
    if (issue === undefined) continue;
    const place = places.get(`${resource.resourceType}/${resource.id}`) ?? resource.resourceType;
    throw new SourceError(`${place}.resource`, `cannot be held as FHIR R4: ${issue.expression}: ${issue.message}`);
  }
  return record;
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new Problem('not-found', `There is no file or folder ${path}`);
  if (found.isFile()) return [path];
  const names = await readdir(path, { recursive: true });
  const files = names.filter((name) => /\.(?:json|ndjson|jsonl)$/i.test(name)).sort().map((name) => join(path, name));
  if (files.length === 0) throw new Problem('not-found', `The folder ${path} has no .json or .ndjson file`);
  return files;
}

/** What a person can act on; what is not one of ours says only what kind it was. */
function messageOf(error: unknown): string {
  if (error instanceof SourceError || error instanceof Problem) return error.message;
  if (error instanceof Error && 'code' in error && error.code === '23505') return 'a resource id or NHS number of this record is taken by another record here';
  return error instanceof Error ? `${error.name}${'code' in error ? ` ${String(error.code)}` : ''}` : 'unknown error';
}
