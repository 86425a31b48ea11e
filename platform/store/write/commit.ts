import { keepMasked, masked } from '../../access/mask.ts';
import { Problem } from '../../errors.ts';
import { DIRECTORY_TYPES } from '../../fhir/compartment.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import type { Transaction } from '../database.ts';
import { type ResourceRow, resourceRow } from '../rows/resource-row.ts';
import { type Current, isInHistory, lockRecords, readCurrent, type RecordHead } from './current.ts';
import { insertIndexRows, removeIndexRows } from './index-rows.ts';
import { writeChanges, writeAudit, type WrittenBy } from './ledger.ts';
import { insertResources, supersede } from './resource-rows.ts';
import type { Change, Committed, Step } from './step.ts';
import { countTermUses } from './term-uses.ts';

/**
 * Writes changes as one effect: rows, history, search rows, record versions, audit and change feed, all in the
 * caller's transaction. Writers of one record queue on its row of `record`; the feed's lock is taken last.
 *
 * Throws Problem: `version-conflict`, `duplicate`, `not-found`, `deleted`, `invalid` (a resource that would move
 * from one patient's record to another's; safety I27).
 */
export async function commit(tx: Transaction, changes: readonly Change[], by: WrittenBy): Promise<Committed[]> {
  const rows = changes.map((change) => (change.op === 'put' ? resourceRow(change.resource) : undefined));
  const patients = [...new Set(changes.map((change, i) => rows[i]?.patient ?? (change.op === 'delete' ? change.patient : '')))].sort();
  const heads = await lockRecords(tx, patients);
  refuseUnknownPatients(heads, rows);
  const { known = [], fresh = [] } = byRecord(changes, rows, heads);
  const [current, taken] = await Promise.all([readCurrent(tx, known), isInHistory(tx, fresh)]);
  if (taken) throw new Problem('invalid', 'An id belongs to what has been deleted from another record');
  const at = new Date();
  const steps = changes.map((change, i) => prepare(change, rows[i], current, at.toISOString()));

  await Promise.all([
    supersede(tx, steps, at),
    removeIndexRows(tx, steps),
    insertResources(tx, steps, heads, at),
    insertIndexRows(tx, steps),
    settleRecords(tx, steps, heads),
    countTermUses(tx, steps, by, at),
    writeAudit(tx, steps, by, at),
    writeChanges(tx, steps, heads, by, at),
  ]);
  return steps.map(({ type, id, patient, version, content, masked }) => ({ type, id, patient, version, content: masked ?? content }));
}

/** An entry cannot be written into a record that nobody has opened by registering the patient. */
function refuseUnknownPatients(heads: Map<string, RecordHead>, rows: readonly (ResourceRow | undefined)[]): void {
  for (const [patient, head] of heads) {
    if (head.version > 1 || patient === '') continue;
    if (!rows.some((row) => row?.type === 'Patient' && row.id === patient)) throw new Problem('invalid', 'The patient that the resource is about is not known here');
  }
}

/** A record that is new holds nothing yet: its resources need no full look-up (an id that is in use fails on the key). */
function byRecord(changes: readonly Change[], rows: readonly (ResourceRow | undefined)[], heads: Map<string, RecordHead>) {
  const keys = changes.map((change, i) => (change.op === 'put' ? { type: change.resource.resourceType, id: change.resource.id, patient: rows[i]?.patient ?? '' } : change));
  return Object.groupBy(keys, ({ patient }) => ((heads.get(patient)?.version ?? 1) > 1 ? 'known' : 'fresh'));
}

function prepare(change: Change, asked: ResourceRow | undefined, found: Map<string, Current>, at: string): Step {
  const type = change.op === 'put' ? change.resource.resourceType : change.type;
  const id = change.op === 'put' ? change.resource.id : change.id;
  const current = found.get(`${type}/${id}`);
  const row = asked === undefined ? undefined : withMasked(asked, current);
  const patient = row?.patient ?? (change.op === 'delete' ? change.patient : '');
  checkExpectation(change, current, `${type}/${id}`);
  if (current !== undefined && current.patient !== patient) {
    throw new Problem('invalid', `${type}/${id} belongs to another record and cannot be moved`);
  }
  const version = (current?.version ?? 0) + 1;
  const shown = row === undefined ? undefined : masked(row.resource);
  return {
    row, type, id, patient, current, version,
    content: row === undefined ? null : storedContent(row.resource, version, at),
    masked: shown === undefined ? null : storedContent(shown, version, at),
  };
}

/** A restricted Patient keeps what its writer was not shown (platform/access/mask.ts). */
function withMasked(row: ResourceRow, current: Current | undefined): ResourceRow {
  if (row.type !== 'Patient' || current?.content === undefined) return row;
  const kept = keepMasked(row.resource, JSON.parse(current.content) as StoredResource);
  return kept === row.resource ? row : resourceRow(kept);
}

function checkExpectation({ op, expect }: Change, current: Current | undefined, name: string): void {
  const standing = current?.content === undefined ? undefined : current.version;
  if (op === 'delete' && standing === undefined) {
    throw new Problem(current === undefined ? 'not-found' : 'deleted', `${name} ${current === undefined ? 'does not exist' : 'has been deleted'}`);
  }
  if (expect === 'any') return;
  if (expect === 'absent') {
    if (standing !== undefined) throw new Problem('duplicate', `${name} exists already`);
    return;
  }
  if (standing !== expect) {
    throw new Problem('version-conflict', `${name} is at version ${standing ?? 'none'}, not ${expect}`);
  }
}

/**
 * The JSON as it is kept and sent: resourceType and id first, the server's own meta next, the rest as given.
 * A resource that has no meta of its own and begins so already, as an imported one does, is not copied for it.
 */
function storedContent(resource: StoredResource, version: number, at: string): string {
  const { resourceType, id, meta } = resource;
  if (meta === undefined) {
    const head = `{"resourceType":"${resourceType}","id":"${id}"`;
    const text = JSON.stringify(resource);
    if (text.startsWith(head)) return `${head},"meta":{"versionId":"${version}","lastUpdated":"${at}"}${text.slice(head.length)}`;
  }
  const { resourceType: _type, id: _id, meta: _meta, ...rest } = resource;
  return JSON.stringify({ resourceType, id, meta: { ...meta, versionId: String(version), lastUpdated: at }, ...rest });
}

/**
 * A snapshot stays good while rows are only added. When something inside it changes, or a new directory
 * resource is referred to, the record's floor rises to the present version and older snapshots are void.
 * So does the directory's with every write to it: records may refer to what has yet to be written there.
 */
async function settleRecords(tx: Transaction, steps: readonly Step[], heads: Map<string, RecordHead>): Promise<void> {
  const work: Promise<unknown>[] = [];
  const byPatient = Map.groupBy(steps, (step) => step.patient);
  for (const [patient, head] of heads) {
    const own = byPatient.get(patient) ?? [];
    const directory = new Set(head.directory);
    for (const step of own) for (const reference of step.row?.directory ?? []) directory.add(reference);
    const grown = directory.size > head.directory.length;
    const changed = own.some((step) => (patient === '' ? DIRECTORY_TYPES.has(step.type) : step.current?.content !== undefined));
    if (head.version > 1 && !grown && !changed) continue;
    work.push(
      tx.query(`update record set floor = version, directory = $3 where practice = $1 and patient = $2`, [
        tx.practice, patient, `{${[...directory].map((reference) => `"${reference}"`).join(',')}}`,
      ]),
    );
  }
  await Promise.all(work);
}
