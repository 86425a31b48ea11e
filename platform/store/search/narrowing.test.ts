import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { generatePopulation } from '../../../dev-env/population/generate.ts';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { CLINICIAN, observation, patient, put, remove, write } from '../../../scripts/proofs/sample-records.ts';
import { searchFor } from '../../../scripts/proofs/search-for.ts';
import type { ParameterShape } from '../../fhir/search/definitions.ts';
import { extractorOf, textMember } from '../../fhir/search/extract.ts';
import { matcher } from '../../fhir/search/matcher.ts';
import { parameterOf, searchParametersOf } from '../../fhir/search/parameters.ts';
import { addressOf } from '../../fhir/search/reference.ts';
import { textsOf } from '../../fhir/search/text.ts';
import { tokensOf } from '../../fhir/search/token.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import { rebuildSearchValues } from '../write/rebuild-search-values.ts';

const PRACTICE = 'A20047';
let db: TestDatabase;
const all: StoredResource[] = [];

before(async () => {
  db = await startTestDatabase([PRACTICE, 'B81001']);
  for (const record of generatePopulation({ seed: 3, patients: 12, practice: { ods: PRACTICE, name: 'The Practice' }, today: '2026-11-22' })) {
    const written = [...record.directory, record.patient, ...record.resources];
    all.push(...written.filter((resource) => !all.some(({ resourceType, id }) => resourceType === resource.resourceType && id === resource.id)));
    await write(db.app, PRACTICE, written.map((resource) => put(resource)));
  }
  const [one, two] = all.filter(({ resourceType }) => resourceType === 'Patient').map(({ id }) => id);
  const more = few(one ?? '', two ?? '');
  all.push(...more);
  await write(db.app, PRACTICE, more.map((resource) => put(resource)));
});
after(() => db.stop());

/** Resources of the types that are few, which search_value is for. */
function few(one: string, two: string): StoredResource[] {
  const slots = Array.from({ length: 20 }, (_, n): StoredResource => ({ resourceType: 'Slot', id: `slot-${n}`, status: n % 3 === 0 ? 'busy' : 'free', schedule: { reference: `Schedule/s${n % 2}` }, start: `2026-11-${10 + n}T09:00:00Z`, end: `2026-11-${10 + n}T09:10:00Z` }));
  return [
    { resourceType: 'Schedule', id: 's0', actor: [{ reference: 'Location/here' }], serviceType: [{ coding: [{ system: 'urn:service', code: 'gp' }] }], planningHorizon: { start: '2026-11-01', end: '2026-12-01' } },
    { resourceType: 'Schedule', id: 's1', actor: [{ reference: 'https://jenner.example/A20047/fhir/r4/Location/here' }] },
    { resourceType: 'Location', id: 'here', name: 'Éastgate Surgery', address: { city: 'York', postalCode: 'YO1 7HH' }, telecom: [{ system: 'phone', value: '01904 000000' }] },
    { resourceType: 'Questionnaire', id: 'q', status: 'active', url: 'https://example.org/q', version: '1', title: 'Smoking and drinking' },
    { resourceType: 'QuestionnaireResponse', id: 'qr', status: 'completed', questionnaire: 'https://example.org/q|1', subject: { reference: `Patient/${one}` }, authored: '2026-05-06T10:00:00Z' },
    { resourceType: 'Appointment', id: 'both', status: 'booked', start: '2026-11-23T09:00:00Z', participant: [{ status: 'accepted', actor: { reference: `Patient/${one}` } }, { status: 'accepted', actor: { reference: `Patient/${two}` } }] },
    { resourceType: 'Task', id: 't', status: 'requested', intent: 'order', for: { reference: `Patient/${two}` }, authoredOn: '2026-11-20' },
    { resourceType: 'RelatedPerson', id: 'rp', patient: { reference: `Patient/${one}` }, name: [{ family: 'Khan', given: ['Zoë'] }] },
    { resourceType: 'CareTeam', id: 'ct', subject: { reference: `Patient/${two}` }, participant: [{ member: { reference: 'Practitioner/x' } }], period: { start: '2020' } },
    ...slots,
  ];
}

/** A question that a value of the resource answers. */
function questionOn(resource: Resource, name: string, shape: ParameterShape, random: number): string | undefined {
  const found = extractorOf(shape.paths)(resource);
  const one = found[random % Math.max(found.length, 1)];
  if (one === undefined) return undefined;
  const escaped = (text: string): string => encodeURIComponent(text.replace(/[\\,$|]/g, '\\$&'));
  switch (shape.type) {
    case 'token': {
      const [token] = tokensOf(one);
      return token === undefined ? undefined : `${name}=${token.system !== undefined && random % 2 === 0 ? `${escaped(token.system)}|` : ''}${escaped(token.code)}`;
    }
    case 'string': {
      const [text] = textsOf(one);
      return text === undefined ? undefined : [`${name}=${escaped(text.slice(0, 1 + (random % 6)))}`, `${name}:exact=${escaped(text)}`, `${name}:contains=${escaped(text.slice(1, 4))}`][random % 3];
    }
    case 'reference': {
      const address = addressOf(one, `https://jenner.example/${PRACTICE}/fhir/r4`);
      return address === undefined ? undefined : `${name}=${escaped(random % 2 === 0 && shape.targets !== undefined ? address.slice(address.lastIndexOf('/') + 1) : address)}`;
    }
    case 'date': {
      const text = typeof one.value === 'string' ? one.value : (textMember(one.value, 'start') ?? '2020');
      return `${name}=${['', 'eq', 'ge', 'le', 'lt', 'gt', 'sa', 'eb', 'ne', 'ap'][random % 10]}${escaped(text.slice(0, [4, 7, 10, 40][random % 4]))}`;
    }
    case 'uri':
      return `${name}=${escaped(String(one.value))}`;
    default:
      return undefined;
  }
}

async function found(type: string, query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let page = ''; ; ) {
    const { matches, next } = await searchFor(db.app, PRACTICE, type, `${query}&_count=200${page}`, CLINICIAN);
    ids.push(...matches.map(({ id }) => id));
    if (next === undefined) return ids.toSorted();
    page = `&_page=${next}`;
  }
}

function expected(type: string, query: string): string[] {
  const test = matcher(type, query, { base: `https://jenner.example/${PRACTICE}/fhir/r4`, now: Date.now });
  return all.filter((resource) => resource.resourceType === type && test(resource)).map(({ id }) => id).toSorted();
}

it('an index brings too many, never too few: 150 questions that have an answer, alone and two at a time (safety H28)', async () => {
  const kinds = [...new Set(all.map(({ resourceType }) => resourceType))];
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...kinds), fc.nat(), fc.nat(), fc.nat(), async (type, which, first, second) => {
      const own = all.filter(({ resourceType }) => resourceType === type);
      const resource = own[which % own.length];
      assert.ok(resource);
      const questions = searchParametersOf(type).flatMap(({ name }) => {
        const shape = parameterOf(type, name);
        const question = shape === undefined || name.startsWith('_') ? undefined : questionOn(resource, name, shape, first);
        return question === undefined ? [] : [question];
      });
      if (questions.length === 0) return;
      const one = questions[first % questions.length] ?? '';
      const both = second % 3 === 0 ? `${one}&${questions[second % questions.length] ?? ''}` : one;
      const wanted = expected(type, both);
      assert.deepEqual(await found(type, both), wanted, `${type}?${both}`);
      answered += wanted.length > 0 ? 1 : 0;
    }),
    { numRuns: 150 },
  );
  assert.ok(answered > 50, `only ${answered} had an answer`);
});

it('search rows follow what is written: an update takes the old ones away, a deletion all', async () => {
  const values = async () => (await db.owner.query<{ n: number }>(`select count(*) as n from search_value where practice = $1 and type = 'Location' and id = 'moving'`, [PRACTICE]))[0]?.n ?? -1;
  await write(db.app, PRACTICE, [put({ resourceType: 'Location', id: 'moving', name: 'Xylow Mill', telecom: [{ system: 'phone', value: '1' }] })]);
  const before = await values();
  assert.deepEqual(await found('Location', 'name=xylow'), ['moving']);
  await write(db.app, PRACTICE, [put({ resourceType: 'Location', id: 'moving', name: 'Qwerty' })]);
  assert.deepEqual([await found('Location', 'name=xylow'), await found('Location', 'name=qwerty')], [[], ['moving']]);
  assert.ok((await values()) > 0 && (await values()) < before);
  await write(db.app, PRACTICE, [remove('Location', 'moving', '')]);
  assert.equal(await values(), 0);
});

it('a database from before the search rows answers as well, and a rebuild puts them in (safety H30)', async () => {
  await db.owner.query(`delete from search_value`, []);
  await db.owner.query(`insert into search_rebuild values ($1)`, [PRACTICE]);
  assert.deepEqual(await found('Slot', 'schedule=Schedule/s1&status=busy'), expected('Slot', 'schedule=Schedule/s1&status=busy'));
  assert.ok((await rebuildSearchValues(db.app, PRACTICE)) >= all.length);
  assert.equal(await rebuildSearchValues(db.app, PRACTICE), 0);
  const [row] = await db.owner.query<{ n: number }>(`select count(*) as n from search_value where practice = $1`, [PRACTICE]);
  assert.ok((row?.n ?? 0) > 100);
  assert.deepEqual(await found('Slot', 'schedule=Schedule/s1&status=busy'), expected('Slot', 'schedule=Schedule/s1&status=busy'));
});

it('a code of whatever system is found without naming it, also one nobody has a short name or a term for', async () => {
  const coded = (id: string, system: string | undefined) => put(observation(id, 'coded', { code: { coding: [{ ...(system === undefined ? {} : { system }), code: 'shared-code' }] } }));
  await write(db.app, 'B81001', [put(patient('coded')), coded('a', 'http://snomed.info/sct'), coded('b', 'urn:a:local:system'), coded('c', undefined), coded('d', 'zzz')]);
  const { matches } = await searchFor(db.app, 'B81001', 'Observation', 'code=shared-code', CLINICIAN);
  assert.deepEqual(matches.map(({ id }) => id), ['a', 'b', 'c', 'd']);
  assert.deepEqual((await searchFor(db.app, 'B81001', 'Observation', 'code=|shared-code', CLINICIAN)).matches.map(({ id }) => id), ['c']);
});

it('a code and a date at once find what the entries themselves say, however long they last and however partly they are dated', async () => {
  const dated: StoredResource[] = ['2026', '2026-05', '2026-05-10', '2026-05-10T10:00:00Z', '2025-12-31'].map((date, n) => observation(`at-${n}`, 'dated', { effectiveDateTime: date }));
  const lasting = [{ start: '2025-01-01' }, { end: '2026-05-20' }, { start: '2026-05-01', end: '2026-05-31' }, { start: '2026-05-10T09:00:00Z', end: '2026-05-10T11:00:00Z' }].map((effectivePeriod, n) => observation(`in-${n}`, 'dated', { effectivePeriod, issued: '2027-01-01T00:00:00Z' }));
  const resources = [...dated, ...lasting, observation('timed', 'dated', { effectiveTiming: { event: ['2020-01-01', '2026-05-10'] } }), observation('issued', 'dated', { issued: '2026-05-10T10:00:00Z' })];
  await write(db.app, 'B81001', [put(patient('dated')), ...resources.map((resource) => put(resource))]);
  for (const prefix of ['', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'sa', 'eb', 'ap']) {
    for (const date of ['2026', '2026-05', '2026-05-10', '2026-05-10T10:00', '2020', '2024-12-31']) {
      const query = `code=http://snomed.info/sct|75367002&date=${prefix}${date}`;
      const test = matcher('Observation', query);
      assert.deepEqual((await searchFor(db.app, 'B81001', 'Observation', query, CLINICIAN)).matches.map(({ id }) => id), resources.filter(test).map(({ id }) => id).toSorted(), query);
    }
  }
});
