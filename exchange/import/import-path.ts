import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { Problem } from '../../platform/errors.ts';
import type { Database } from '../../platform/store/database.ts';
import { convertStructuredRecord, isStructuredRecord } from '../gp-connect/migrate-structured-record.ts';
import { type ConvertedRecord, SourceError } from './contract.ts';
import { type Incoming, loadRecords } from './load-records.ts';
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
  const load = async (incoming: Incoming): Promise<void> => {
    try {
      await loadOne(db, options, run, incoming, total);
    } catch (error) {
      total.failures.push({ source: incoming.source, message: messageOf(error) });
    }
    options.onRecord?.(total.records);
  };
  const lines: string[] = [];
  for (const file of files) {
    const name = relative(path, file) === '' ? basename(file) : relative(path, file);
    try {
      if ((await recogniseFile(file)) === 'ndjson') lines.push(file);
      else for (const incoming of readDocument(await readFile(file), name, options)) await load(incoming);
    } catch (error) {
      total.failures.push({ source: name, message: messageOf(error) });
    }
  }
  if (lines.length > 0) await importLines(lines, path, options, load, total);
  await finishRun(db, options.practice, run, total);
  return total;
}

async function loadOne(db: Database, options: ImportOptions, run: string, incoming: Incoming, total: Reconciliation): Promise<void> {
  for (const loaded of await loadRecords(db, options.practice, [incoming], { run, account: options.account })) addLoaded(total, loaded);
}

function readDocument(bytes: Buffer, name: string, options: ImportOptions): Incoming[] {
  const json = parseJson(bytes, 'file');
  if (isStructuredRecord(json)) {
    const record = convertStructuredRecord(json, options.nhsNumber === undefined ? {} : { nhsNumber: options.nhsNumber });
    return [{ source: name, record: checked(record, options) }];
  }
  if (typeof json !== 'object' || json === null || !('resourceType' in json)) throw new SourceError('file', 'is not a FHIR resource');
  if (json.resourceType !== 'Bundle') throw new SourceError('resourceType', 'is not Bundle: a record comes as a Bundle, or as NDJSON');
  const records = readR4Bundle(json, options.validate);
  const known = new Set(records.flatMap(({ entries }) => entries.map((entry) => entry.target ?? '')));
  return records.map((record, i) => ({ source: i === 0 ? name : `${name} record ${i + 1}`, record, known }));
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

async function importLines(
  files: string[],
  path: string,
  options: ImportOptions,
  load: (incoming: Incoming) => Promise<void>,
  total: Reconciliation,
): Promise<void> {
  const names = files.map((file) => (relative(path, file) === '' ? basename(file) : relative(path, file)));
  try {
    const { groups, known } = await groupLines(files, names, options.validate);
    const [practice, ...patients] = groups;
    const shared = practice === undefined ? [] : await readLines(files, names, practice);
    for (const [i, group] of patients.entries()) {
      const own = await readLines(files, names, group);
      const source = own[0]?.place ?? names[0] ?? '';
      try {
        await load({ source, record: readR4Record(i === 0 ? [...shared, ...own] : own, options.validate), known });
      } catch (error) {
        total.failures.push({ source, message: messageOf(error) });
      }
    }
  } catch (error) {
    total.failures.push({ source: names.join(', '), message: messageOf(error) });
  }
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
