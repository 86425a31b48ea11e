import { randomUUID } from 'node:crypto';
import type { Database } from '../../platform/store/database.ts';
import { type ConvertedRecord, SourceError } from './contract.ts';
import { loadRecords } from './load-records.ts';
import { addLoaded, emptyReconciliation, type Reconciliation } from './reconciliation.ts';
import { finishRun, startRun } from './runs.ts';

export interface ImportRecordsOptions {
  practice: string;
  account: string;
  source: string;
  validate: (resource: unknown) => readonly { expression: string; message: string }[];
  /** Asked between batches: true ends the import early, with whole records only. */
  stop?: () => boolean;
  onProgress?: (records: number, resources: number) => void;
}

/** Commits are dearest in small pieces: a batch is filled to about this many resources. */
const BATCH = 4_000;
/** Batches under way at once: while the database writes one, the next is made ready. */
const LANES = 3;

/** Loads records that a program makes, through the same checks, matching and writing as a file's. */
export async function importRecords(db: Database, records: Iterable<Omit<ConvertedRecord, 'entries'>>, options: ImportRecordsOptions): Promise<Reconciliation> {
  const run = randomUUID();
  const total = emptyReconciliation();
  let resources = 0;
  await startRun(db, options.practice, run, options.account, options.source);
  const under = new Set<Promise<void>>();
  const failures: Error[] = [];
  for (const batch of batches(records, options)) {
    if (options.stop?.() === true || failures.length > 0) break;
    const work = loadRecords(db, options.practice, batch, { run, account: options.account })
      .then((all) => {
        for (const loaded of all) {
          addLoaded(total, loaded);
          resources += loaded.created + loaded.updated + loaded.unchanged;
        }
        options.onProgress?.(total.records, resources);
      })
      .catch((error: unknown) => {
        failures.push(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => under.delete(work));
    under.add(work);
    // The first batch carries the practice's directory, which every other batch refers to.
    if (total.records === 0 || under.size >= LANES) await Promise.race(under);
  }
  await Promise.all(under);
  if (failures[0] !== undefined) throw failures[0];
  await finishRun(db, options.practice, run, total);
  return total;
}

function* batches(records: Iterable<Omit<ConvertedRecord, 'entries'>>, { validate, source }: ImportRecordsOptions) {
  let batch: { source: string; record: ConvertedRecord }[] = [];
  let size = 0;
  let index = 0;
  for (const record of records) {
    const place = `${source} record ${index++}`;
    for (const resource of [record.patient, ...record.resources, ...record.directory]) {
      const [issue] = validate(resource);
      if (issue !== undefined) throw new SourceError(`${place}.${issue.expression}`, issue.message);
    }
    batch.push({ source: place, record: { ...record, entries: [] } });
    size += record.resources.length + 1;
    if (size >= BATCH) {
      yield batch;
      batch = [];
      size = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
