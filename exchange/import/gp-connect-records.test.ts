import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Resource } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../dev-env/test-server.ts';
import { createValidator } from '../../platform/fhir/validation/validate.ts';
import { ask, bundleOf, type Call, resourcesOf } from '../../platform/http/testing/fhir.ts';
import { importPath } from './import-path.ts';
import { printReconciliation, type Reconciliation } from './reconciliation.ts';

const EXAMPLES = join(import.meta.dirname, '../../dev-env/examples/gp-connect');
const validator = createValidator();

/** A value of parsed JSON that is not known further. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Source = { [key: string]: Json };

let server: TestServer;
let gp: Call;
let first: Reconciliation;
let sources: { name: string; entries: Source[] }[];

function load(path: string): Promise<Reconciliation> {
  return importPath(server.database.app, path, { practice: 'A20047', account: 'system:test', validate: (resource) => validator.validate(resource) });
}

before(async () => {
  server = await startTestServer({ patients: 1 });
  gp = await server.as('gp');
  const names = (await readdir(EXAMPLES)).filter((name) => name.endsWith('.json'));
  sources = await Promise.all(names.map(async (name) => {
    const bundle = JSON.parse(await readFile(join(EXAMPLES, name), 'utf8')) as { entry: { resource: Source }[] };
    return { name, entries: bundle.entry.map(({ resource }) => resource) };
  }));
  first = await load(EXAMPLES);
});
after(() => server.stop());

async function count(table: string): Promise<number> {
  const [row] = await server.database.owner.query<{ n: number }>(`select count(*)::int as n from jenner.${table} where practice = 'A20047'`, []);
  return row?.n ?? -1;
}

test('I03: every entry of seven real records is stored or merged into one that is, and none is unaccounted for', async () => {
  assert.equal(sources.length, 7);
  assert.deepEqual(first.failures, []);
  assert.deepEqual([first.records, first.unaccounted], [7, 0]);
  const counts = new Map<string, number>();
  for (const { entries } of sources) for (const { resourceType } of entries) counts.set(String(resourceType), (counts.get(String(resourceType)) ?? 0) + 1);
  assert.deepEqual(Object.keys(first.types).sort(), [...counts.keys()].sort());
  for (const [type, { stored, merged, rejected }] of Object.entries(first.types)) assert.deepEqual([type, stored + merged, rejected], [type, counts.get(type), 0]);
});

test('a record’s entries are new here; only what all records share is met again, and completed', async () => {
  const changed = await server.database.owner.query<{ type: string; patient: string }>(`select distinct type, patient from jenner.history`, []);
  assert.ok(changed.every(({ patient }) => patient === ''), JSON.stringify(changed));
});

test('the fate of every entry is kept, in source order, and what it says is true', async () => {
  const { gunzipSync } = await import('node:zlib');
  const rows = await server.database.owner.query<{ source: string; entries: Uint8Array }>(`select source, entries from jenner.import_record`, []);
  assert.deepEqual(rows.map(({ source }) => source).sort(), sources.map(({ name }) => name).sort());
  const stored = new Set((await server.database.owner.query<{ name: string }>(`select type || '/' || id as name from jenner.resource`, [])).map(({ name }) => name));
  for (const { name, entries } of sources) {
    const fates = JSON.parse(gunzipSync(rows.find(({ source }) => source === name)?.entries ?? Buffer.alloc(0)).toString()) as string[][];
    assert.deepEqual(fates.map(([place, type, id]) => [place, type, id]), entries.map(({ resourceType, id = '' }, i) => [`entry[${i}]`, resourceType, id]));
    for (const [place, , , outcome, target = '', reason] of fates) {
      assert.ok(stored.has(target), `${name} ${place} says it is in ${target}`);
      assert.ok(outcome === 'stored' || reason !== '', `${name} ${place} was merged without a reason`);
    }
  }
});

/** What a clinician would miss if an entry lacked it: codes and terms, words, dates, values, and who. Read off the source alone. */
function factsOf(value: Json, key = '', found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) factsOf(item, key, found);
  else if (typeof value === 'object' && value !== null) {
    const { system, code, display } = value;
    if (typeof code === 'string' && typeof system === 'string' && /snomed|read\.info|EMIS|TPP/i.test(system)) found.add(`${system}|${code}|${String(display ?? '')}`);
    if (typeof value['value'] === 'number') found.add(`${value['value']} ${String(value['unit'] ?? '')}`);
    for (const [name, child] of Object.entries(value)) if (name !== 'meta' && name !== 'identifier') factsOf(child, name, found);
  } else if (typeof value === 'string') {
    if (/^\d{4}(?:-\d\d(?:-\d\d(?:T.+)?)?)?$/.test(value) && value !== '') found.add(value);
    else if (/^(?:text|comment|description|conclusion|valueString|lotNumber|title)$/.test(key)) found.add(value);
    else if (key === 'reference' && /^(?:Practitioner|Organization|Encounter)\//.test(value)) found.add(value);
  }
  return found;
}

const R4_TYPE: Record<string, string> = { ProcedureRequest: 'ServiceRequest', ReferralRequest: 'ServiceRequest' };

test('E00177: every entry of every record is found through the API with its code, term, date, author and value', async () => {
  let entriesSeen = 0;
  let factsSeen = 0;
  for (const { name, entries } of sources) {
    const patient = entries.find(({ resourceType }) => resourceType === 'Patient');
    const record = resourcesOf(await bundleOf(await ask(gp, `/Patient/${String(patient?.['id'])}/$everything`)));
    const byName = new Map(record.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]));
    const medications = new Map(entries.filter(({ resourceType }) => resourceType === 'Medication').map((medication) => [`Medication/${String(medication['id'])}`, medication]));
    for (const entry of entries) {
      const { resourceType: type, id, medicationReference } = entry;
      if (type === 'Medication' || id === undefined) continue; // within those that refer to it; lists without id are below
      const stored = byName.get(`${R4_TYPE[String(type)] ?? String(type)}/${String(id)}`);
      if (stored === undefined && /^(?:Practitioner|PractitionerRole|Organization|Location)$/.test(String(type))) {
        // The practice's own: not in a record that does not refer to it.
        assert.equal((await ask(gp, `/${String(type)}/${String(id)}`)).status, 200);
        continue;
      }
      assert.ok(stored, `${name} has no ${String(type)}/${String(id)}`);
      const facts = factsOf(entry);
      if (typeof medicationReference === 'object' && medicationReference !== null && 'reference' in medicationReference) {
        for (const fact of factsOf(medications.get(String(medicationReference['reference'])) ?? null)) facts.add(fact);
      }
      const kept = factsOf(stored as unknown as Json);
      // Text may stand where another element holds it: anywhere in the resource is found.
      const text = JSON.stringify(stored);
      for (const fact of facts) assert.ok(kept.has(fact) || text.includes(JSON.stringify(fact).slice(1, -1)), `${name} ${String(type)}/${String(id)} has lost ${fact}`);
      entriesSeen++;
      factsSeen += facts.size;
    }
    assert.equal(record.filter(({ resourceType }) => resourceType === 'List').length, entries.filter(({ resourceType }) => resourceType === 'List').length);
    // Whoever wrote an entry is there by name.
    const authors = new Set(entries.flatMap((entry) => [...factsOf(entry)]).filter((fact) => fact.startsWith('Practitioner/')));
    for (const author of authors) {
      const source = entries.find(({ resourceType, id }) => resourceType === 'Practitioner' && author === `Practitioner/${String(id)}`);
      if (source === undefined) continue;
      const family = /"(?:family":|given":\[)"([^"]+)"/.exec(JSON.stringify(source))?.[1] ?? '?';
      const used = record.some((resource) => resource.resourceType !== 'PractitionerRole' && JSON.stringify(resource).includes(`"${author}"`));
      if (used) assert.ok(JSON.stringify(byName.get(author) ?? {}).includes(family), `${name} ${author}`);
    }
  }
  assert.ok(entriesSeen > 1500, String(entriesSeen));
  assert.ok(factsSeen > 8000, String(factsSeen));
});

test('E00186: what was imported is found by searching, too', async () => {
  let searched = 0;
  for (const { entries } of sources.slice(0, 2)) {
    const patient = String(entries.find(({ resourceType }) => resourceType === 'Patient')?.['id']);
    for (const entry of entries.filter(({ resourceType }) => resourceType === 'Condition' || resourceType === 'AllergyIntolerance' || resourceType === 'Immunization')) {
      const code = /"system":"http:\/\/snomed\.info\/sct","code":"(\d+)"/.exec(JSON.stringify(entry['code'] ?? entry['vaccineCode'] ?? {}))?.[1];
      if (code === undefined) continue;
      const found: Resource[] = resourcesOf(await bundleOf(await ask(gp, `/${String(entry['resourceType'])}?patient=${patient}&code=${code}`)));
      assert.ok(found.some(({ id }) => id === entry['id']), `${String(entry['id'])} ${code}`);
      searched++;
    }
  }
  assert.ok(searched > 5);
});

test('importing the same again changes nothing, and says so', async () => {
  const before = await Promise.all(['resource', 'history', 'change', 'record'].map(count));
  const again = await load(EXAMPLES);
  assert.deepEqual([again.records, again.created, again.updated, again.unaccounted, again.failures], [7, 0, 0, 0, []]);
  assert.equal(again.unchanged, first.created + first.updated + first.unchanged);
  assert.match(printReconciliation(again), /Nothing has changed/);
  assert.deepEqual(await Promise.all(['resource', 'history', 'change', 'record'].map(count)), before);
});

test('after one entry was edited in the source, exactly that one is updated, and its history keeps the other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jenner-edited-'));
  for (const { name } of sources) await copyFile(join(EXAMPLES, name), join(folder, name));
  const [{ name, entries }] = sources as [{ name: string; entries: Source[] }];
  const edited = entries.find(({ resourceType, comment }) => resourceType === 'Observation' && comment !== undefined);
  assert.ok(edited);
  const text = await readFile(join(EXAMPLES, name), 'utf8');
  const bundle = JSON.parse(text) as { entry: { resource: Source }[] };
  for (const { resource } of bundle.entry) if (resource['id'] === edited['id'] && resource['resourceType'] === 'Observation') resource['comment'] = 'Edited at the other system';
  await writeFile(join(folder, name), JSON.stringify(bundle));
  const history = await count('history');
  const total = await load(folder);
  assert.deepEqual([total.created, total.updated, total.unchanged, total.failures], [0, 1, first.created + first.updated + first.unchanged - 1, []]);
  assert.equal(await count('history'), history + 1);
  const versions = await bundleOf(await ask(gp, `/Observation/${String(edited['id'])}/_history`));
  assert.equal(versions.total, 2);
  assert.ok(JSON.stringify(versions.entry?.[0]).includes('Edited at the other system'));
  assert.ok(JSON.stringify(versions.entry?.[1]).includes(JSON.stringify(edited['comment']).slice(1, -1)));
});
