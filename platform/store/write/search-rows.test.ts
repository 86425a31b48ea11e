import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CodeableConcept, HumanName, Identifier } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { observation, patient, practitioner, put, remove, WITHHELD, write } from '../../../scripts/proofs/sample-records.ts';
import { checkDigit, NHS_NUMBER_SYSTEM } from '../../fhir/nhs-number.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import { Problem } from '../../errors.ts';
import { resourceRow } from '../rows/resource-row.ts';
import type { Change } from './step.ts';

const PRACTICE = 'A20047';
const PEOPLE = ['a', 'b', 'c', 'd'];

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const word = fc.oneof({ weight: 8, arbitrary: fc.constantFrom('Smith', "O'Neill", 'Şahin-Łoś', 'ÆØÅ', '王', 'Smith', 'smith', ' ', '-') }, { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) }, { weight: 1, arbitrary: fc.integer({ min: 2_000, max: 5_000 }).map(noise) });
const coding = fc.record({
  system: fc.constantFrom(undefined, 'http://snomed.info/sct', 'sct', 'http://loinc.org', 'https://example.org/s'),
  code: optional(fc.oneof({ weight: 9, arbitrary: fc.constantFrom('1', '2', '3', 'a|b', '💊') }, { weight: 1, arbitrary: fc.integer({ min: 2_000, max: 5_000 }).map(noise) })),
  display: fc.constantFrom(undefined, '', 'One', 'Zwö "2"'),
}, { noNullPrototype: true });
const concept: fc.Arbitrary<CodeableConcept> = fc.record({ coding: fc.array(coding, { maxLength: 4 }), text: fc.constantFrom('Words', '') }, { noNullPrototype: true }).map((value) => defined(value));
const identifier: fc.Arbitrary<Identifier> = fc.record({ system: fc.constantFrom(undefined, 'urn:x', 'urn:y'), value: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(undefined, '', '1', '2', 'é|"\\') }, { weight: 1, arbitrary: fc.integer({ min: 3_000, max: 5_000 }).map(noise) }) }, { noNullPrototype: true }).map((value) => defined(value));
const date = fc.constantFrom(undefined, '1980', '1980-08', '1980-08-14', '2026-03-29T01:30:00+01:00', '0001-01-01', '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59.999-12:00', '2026-02-30', 'once');
const name: fc.Arbitrary<HumanName> = fc.record({ use: fc.constantFrom('official', 'old', 'nickname', undefined), family: optional(word), given: fc.array(word, { maxLength: 3 }), text: optional(word) }, { noNullPrototype: true }).map((value) => defined(value));

const person = fc.constantFrom(...PEOPLE);
const anyPatient: fc.Arbitrary<StoredResource> = fc.tuple(person, fc.record({
  name: fc.array(name, { maxLength: 3 }),
  birthDate: fc.constantFrom(undefined, '1980', '1980-08', '1980-08-14'),
  gender: fc.constantFrom(undefined, 'female', 'other'),
  deceasedBoolean: fc.constantFrom(undefined, true, false),
  identifier: fc.tuple(fc.array(identifier, { maxLength: 2 }), fc.integer({ min: 1, max: 5 })).map(([some, n]) => [...some, { system: NHS_NUMBER_SYSTEM, value: nhsNumber(n) }]),
}, { noNullPrototype: true })).map(([id, more]) => patient(id, defined(more)));

const anyEntry: fc.Arbitrary<StoredResource> = fc.record({ id: fc.integer({ min: 1, max: 4 }), about: person, type: fc.constantFrom('Observation', 'Condition', 'Encounter', 'MedicationRequest', 'Practitioner'), code: concept, part: concept, when: date, value: fc.constantFrom(undefined, 0, -1.5, 1e21, 58), identifier: fc.array(identifier, { maxLength: 3 }), hidden: fc.boolean() })
  .map(({ id: n, about, type, code, part, when, value, identifier: identifiers, hidden }) => {
    const id = `${about}-${n}`;
    const subject = { reference: `Patient/${about}` };
    const common = { id, subject, identifier: identifiers, ...(hidden ? { meta: WITHHELD } : {}) };
    const quantity = value === undefined ? {} : { valueQuantity: { value } };
    switch (type) {
      case 'Condition':
        return { resourceType: 'Condition', ...common, code, ...(when === undefined ? {} : { onsetDateTime: when }) };
      case 'Encounter':
        return { resourceType: 'Encounter', ...common, status: 'finished', class: {}, type: [code, part, code] };
      case 'MedicationRequest':
        return { resourceType: 'MedicationRequest', ...common, status: 'active', intent: 'order', medicationCodeableConcept: code };
      case 'Practitioner':
        return practitioner(id, { identifier: identifiers });
      default:
        return observation(id, about, { ...common, code, ...quantity, component: [{ code: part, ...quantity }], ...(when === undefined ? {} : { effectiveDateTime: when }) });
    }
  });

const step: fc.Arbitrary<Change[]> = fc.oneof(
  { weight: 6, arbitrary: fc.array(anyEntry.map((resource) => put(resource)), { minLength: 1, maxLength: 5 }) },
  { weight: 3, arbitrary: fc.array(anyPatient.map((resource) => put(resource)), { minLength: 1, maxLength: 3 }) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('Observation', 'Condition', 'Encounter', 'MedicationRequest'), person, fc.integer({ min: 1, max: 4 })).map(([type, about, n]) => [remove(type, `${about}-${n}`, about)]) },
  { weight: 1, arbitrary: person.map((id) => [remove('Patient', id, id)]) },
);

describe('the search rows', () => {
  let db: TestDatabase;
  before(async () => {
    db = await startTestDatabase([PRACTICE]);
  });
  after(() => db.stop());

  it('equal those made afresh from the resources, after any sequence of writes (design: search rows in the same transaction)', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        for (const changes of steps) {
          const done = await write(db.app, PRACTICE, changes).catch((error: unknown) => {
            if (error instanceof Problem) return [];
            // The same resource twice in one commit, or an NHS number that somebody else bears.
            assert.equal(error instanceof Error && 'code' in error && error.code, '23505', String(error));
            return [];
          });
          written += done.length;
        }
        assert.deepEqual(await kept(), await afresh());
      }),
      { numRuns: 60 },
    );
    assert.ok(written > 300, `only ${written} writes were taken`);
  });

  async function kept(): Promise<Record<string, string[]>> {
    const read = async (text: string): Promise<string[]> => (await db.owner.query<{ row: string }>(`select row_to_json(t)::text as row from (${text}) t`, [])).map(({ row }) => row).toSorted();
    return {
      resource: await read(`select type, id, patient, audience from resource`),
      coded: await read(`select code, patient, to_char(date at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as date, type, id, value from coded_entry`),
      identifier: await read(`select type, value, system, id from identifier`),
      person: await read(`select patient, nhs_number, birth_date, gender, deceased, names, sort_name from patient_index`),
      word: await read(`select word, patient from patient_name`),
    };
  }

  async function afresh(): Promise<Record<string, string[]>> {
    const stored = await db.owner.query<{ content: string }>(`select content from resource`, []);
    const rows = stored.map(({ content }) => resourceRow(JSON.parse(content)));
    const lines = (all: object[]): string[] => all.map((row) => JSON.stringify(row)).toSorted();
    return {
      resource: lines(rows.map(({ type, id, patient: about, audience }) => ({ type, id, patient: about, audience }))),
      coded: lines(rows.flatMap(({ codes, patient: about, date: when, type, id }) => codes.map(({ code, value = null }) => ({ code, patient: about, date: when === '-infinity' ? null : when, type, id, value })))),
      identifier: lines(rows.flatMap(({ identifiers, type, id }) => identifiers.map(({ value, system }) => ({ type, value, system, id })))),
      person: lines(rows.flatMap(({ person: one, id }) => (one === undefined ? [] : [{ patient: id, nhs_number: one.nhsNumber ?? null, birth_date: one.birthDate ?? null, gender: one.gender ?? null, deceased: one.deceased, names: one.words.join(' '), sort_name: one.sortName }]))),
      word: lines(rows.flatMap(({ person: one, id }) => (one?.words ?? []).map((own) => ({ word: own, patient: id })))),
    };
  }
});

/** JSON has no undefined: neither has what is written. */
function defined<T>(value: object): T {
  const parsed: T = JSON.parse(JSON.stringify(value));
  return parsed;
}

/** Letters that do not compress, as an index that takes long values only where they compress must not be fooled. */
function noise(length: number): string {
  let text = '';
  for (let i = 0, n = length; i < length; i++) {
    n = (Math.imul(n, 1103515245) + 12345) >>> 0;
    text += String.fromCharCode(97 + ((n >>> 16) % 26));
  }
  return text;
}

function nhsNumber(n: number): string {
  const nine = `99900000${n}`;
  return `${nine}${checkDigit(nine) ?? 0}`;
}
