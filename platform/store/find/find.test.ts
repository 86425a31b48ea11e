import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Patient } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { generatePopulation } from '../../../dev-env/population/generate.ts';
import { Random } from '../../../dev-env/population/random.ts';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { CLINICIAN, observation, patient, patientReader, put, RECEPTIONIST, write } from '../../../scripts/proofs/sample-records.ts';
import { parseDateEntry } from '../../fhir/date-entry.ts';
import { NHS_NUMBER_SYSTEM } from '../../fhir/nhs-number.ts';
import type { Reader } from '../reader.ts';
import { findPatients } from './find-patients.ts';
import { findTerms } from './find-terms.ts';

const PRACTICE = 'A20047';
const TODAY = '2026-11-22';
const ALL = 1_000;

describe('finding a patient as one types', () => {
  let db: TestDatabase;
  let people: (Patient & { id: string })[];
  before(async () => {
    db = await startTestDatabase([PRACTICE, 'B81001', 'C82002']);
    people = [...generatePopulation({ seed: 3, patients: 500, practice: { ods: PRACTICE, name: 'The Practice' }, today: TODAY })].map((record) => record.patient);
    await write(db.app, PRACTICE, people.map((resource) => put(resource)));
    await write(db.app, 'B81001', NAMED.map((resource) => put(resource)));
  });
  after(() => db.stop());

  const NAMED = [
    patient('smith', { name: [{ use: 'official', family: 'Smith', given: ['John', 'Arthur'] }], birthDate: '1980-08-14', identifier: [{ system: NHS_NUMBER_SYSTEM, value: '9434765919' }] }),
    patient('smithson', { name: [{ use: 'official', family: 'Smithson', given: ['Joan'] }], birthDate: '1980-08-14' }),
    patient('jo', { name: [{ use: 'official', family: 'Jones', given: ['Smita'] }], birthDate: '1980-08-15' }),
    patient('neill', { name: [{ use: 'official', family: 'O’Neill-Şahin', given: ['Siân'] }], birthDate: '1999-12-31' }),
    patient('losowa', { name: [{ use: 'official', family: 'Łosøwa', given: ['Ætla'] }, { use: 'maiden', family: "D'Arcy" }] }),
    patient('wang', { name: [{ use: 'official', family: '王', given: ['小明'], text: 'Wang Xiaoming' }], birthDate: '2001' }),
    patient('year', { name: [{ use: 'official', family: 'Yearling' }], birthDate: '1980-08' }),
  ];
  const find = async (text: string, { practice = 'B81001', count = ALL, reader = CLINICIAN }: { practice?: string; count?: number; reader?: Reader } = {}): Promise<{ id: string; score: number }[]> =>
    (await findPatients(db.app, practice, text, count, TODAY, reader)).map(({ content, score }) => ({ id: (JSON.parse(content) as Patient & { id: string }).id, score }));
  /** Those that match as typed. */
  const exact = async (text: string, options: Parameters<typeof find>[1] = {}): Promise<string[]> => (await find(text, options)).filter(({ score }) => score === 1).map(({ id }) => id).toSorted();

  it('reads beginnings of names and a date of birth in any order, in any of the ways they are written', async () => {
    for (const text of ['smi jo 14/8/80', 'jo smi 14/8/80', '14/8/80 smi jo', 'SMI, JO 14.08.1980', 'jo 14-Aug-1980 smi', 'smi jo 14 aug 80', '14081980 smi jo', 'smi jo 1980-08-14']) {
      assert.deepEqual(await exact(text), ['smith', 'smithson'], text);
    }
    assert.deepEqual(await exact('smith jo'), ['smith', 'smithson']);
    assert.deepEqual(await exact('john arthur smith'), ['smith']);
    assert.deepEqual(await exact('smi jo'), ['jo', 'smith', 'smithson']);
    assert.deepEqual(await exact('smi 15/8/80'), ['jo']);
    assert.deepEqual(await exact('1999'), ['neill']);
    assert.deepEqual(await exact('smi 1980'), ['jo', 'smith', 'smithson']);
  });

  it('puts first the one whose family name begins as typed', async () => {
    assert.deepEqual((await find('smi')).map(({ id }) => id).slice(0, 3), ['smith', 'smithson', 'jo']);
  });

  it('takes an NHS number whole, in part, with spaces or dashes, with a name or alone (ISB 1504)', async () => {
    for (const text of ['9434765919', '943 476 5919', '943-476-5919', '943476', '943 476 59', '943', '9434765919 smith', 'smith 943 476 5919', '943476591']) assert.deepEqual(await exact(text), ['smith'], text);
    for (const text of ['9434765918', '943 476 5918', '9434765919 jones', '434765919']) assert.deepEqual(await exact(text), [], text);
  });

  it('reads over accents, apostrophes, hyphens and case, and finds former names and other scripts', async () => {
    for (const [text, id] of [["o'neill", 'neill'], ['ONEILL', 'neill'], ['O’Neill', 'neill'], ['sahin', 'neill'], ['şahin sian', 'neill'], ['SIÂN', 'neill'], ['losowa', 'losowa'], ['Łos', 'losowa'], ['aetla', 'losowa'], ['darcy', 'losowa'], ["d'arcy", 'losowa'], ['王', 'wang'], ['小', 'wang'], ['wang xiao', 'wang']] as const) {
      assert.deepEqual(await exact(text), [id], text);
    }
  });

  it('forgives a slip of the fingers, and says so by the score', async () => {
    for (const [text, id] of [['simth', 'smith'], ['smiht john', 'smith'], ['smthson', 'smithson'], ['jonse smita', 'jo'], ['onel', 'neill'], ['yearlnig', 'year'], ['smitson', 'smithson']] as const) {
      const found = await find(text);
      const match = found.find((one) => one.id === id);
      assert.ok(match !== undefined && match.score < 1 && match.score > 0, `${text} does not find ${id}`);
    }
    assert.deepEqual((await find('simth 15/8/80')).map(({ id }) => id).filter((id) => id === 'smith'), [], 'a slip in the name does not excuse another date of birth');
  });

  it('finds 95 of 100 people by a surname with one slip and the first name, among 500', async () => {
    const random = new Random(3, 9, 1);
    const slips = [(name: string, i: number) => name.slice(0, i) + (name[i + 1] ?? '') + (name[i] ?? '') + name.slice(i + 2), (name: string, i: number) => name.slice(0, i) + name.slice(i + 1), (name: string, i: number) => name.slice(0, i) + (name[i] ?? '') + name.slice(i), (name: string, i: number) => `${name.slice(0, i)}x${name.slice(i + 1)}`];
    let asked = 0;
    let found = 0;
    while (asked < 100) {
      const one = random.pick(people);
      const [family = '', given = ''] = [one.name?.[0]?.family, one.name?.[0]?.given?.[0]];
      if (family.length < 4) continue;
      const text = `${random.pick(slips)(family, random.between(1, family.length - 2))} ${given}`;
      asked++;
      if ((await find(text, { practice: PRACTICE, count: 20 })).some(({ id }) => id === one.id)) found++;
    }
    assert.ok(found >= 95, `found ${found} of 100`);
  });

  it('answers a single letter, nothing at all, and no more than was asked for', async () => {
    assert.deepEqual(await exact('y'), ['year']);
    for (const text of ['', ' ', ',', '!', '-', "'", '\t\n', '%', '_']) assert.deepEqual(await find(text), [], JSON.stringify(text));
    assert.equal((await find('s', { count: 2 })).length, 2);
    assert.equal((await find('a', { practice: PRACTICE, count: 7 })).length, 7);
    const everybody = await find('a', { practice: PRACTICE });
    assert.equal(new Set(everybody.map(({ id }) => id)).size, everybody.length, 'somebody is in the list twice');
  });

  it('finds exactly those whom a walk over 500 people finds (naive reference)', async () => {
    const words = people.map((one) => (one.name ?? []).flatMap((name) => [name.family ?? '', ...(name.given ?? []), name.text ?? '']).flatMap(naiveWords));
    const anyPrefix = fc.tuple(fc.nat({ max: people.length - 1 }), fc.nat(), fc.integer({ min: 1, max: 9 })).map(([who, which, length]) => {
      const own = words[who] ?? [];
      return (own[which % own.length] ?? 'x').slice(0, length);
    });
    const anyBirth = fc.nat({ max: people.length - 1 }).chain((who) => {
      const [year = '', month = '', day = ''] = (people[who]?.birthDate ?? '').split('-');
      return fc.constantFrom(`${Number(day)}/${Number(month)}/${year}`, `${day}/${month}/${year.slice(2)}`, `${day}.${month}.${year}`, year);
    });
    const anyNumber = fc.tuple(fc.nat({ max: people.length - 1 }), fc.constantFrom(10, 9)).map(([who, length]) => (people[who]?.identifier?.[0]?.value ?? '').slice(0, length));
    await fc.assert(
      fc.asyncProperty(fc.array(anyPrefix, { maxLength: 3 }), fc.option(anyBirth, { nil: undefined }), fc.option(anyNumber, { nil: undefined, freq: 8 }), fc.boolean(), async (prefixes, birth, number, swap) => {
        const parts = [...prefixes, ...(birth === undefined ? [] : [birth]), ...(number === undefined ? [] : [number])];
        if (parts.length === 0) return;
        const births = birth === undefined ? undefined : parseDateEntry(birth, TODAY);
        const expected = people.filter((one, i) =>
          prefixes.every((prefix) => words[i]?.some((own) => own.startsWith(prefix)))
          && (births === undefined || births.some((date) => one.birthDate?.startsWith(date)))
          && (number === undefined || one.identifier?.[0]?.value?.startsWith(number)));
        const text = (swap ? parts.toReversed() : parts).join(' ');
        assert.deepEqual(await exact(text, { practice: PRACTICE }), expected.map(({ id }) => id).toSorted(), text);
      }),
      { numRuns: 150 },
    );
  });

  it('takes hostile text for text, and never fails on it', async () => {
    const hostile = ['%', '_', '%%%', '____', "'", '"', '\\', '\0', 'smi\0th', '\u001e', 'smi\u001ejo', 'smi\u0000', "' or 1=1 --", "'); drop table resource; --", '$1', '${1}', '{}', '{"a"}', 'smith\u{10ffff}', '\ud800', 'a'.repeat(10_000), '9'.repeat(10_000), 'ab '.repeat(3_400), '1/'.repeat(5_000), '💊', '\u202esmith', "E'\\x00'", 'İ', 'ﬁ', '𝔖𝔪𝔦𝔱𝔥', '٣/٤/٨٠', '999999999999', '0/0/0', '99/99/99', '31/2/80', '-1d', 'today', '+9999y'];
    for (const text of hostile) assert.ok(Array.isArray(await find(text)), JSON.stringify(text.slice(0, 20)));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: fc.constantFrom(...'smi jo14/8.-\'"%_\\\0\u001e'), maxLength: 40 })), async (text) => {
        assert.ok((await find(text, { count: 5 })).length <= 5);
      }),
      { numRuns: 150 },
    );
    assert.deepEqual(await exact('𝔖𝔪𝔦𝔱𝔥'), ['smith', 'smithson']);
  });

  it('shows nobody to a patient but themselves, and everybody to the reception', async () => {
    assert.deepEqual(await exact('smi', { reader: patientReader('jo') }), ['jo']);
    assert.deepEqual((await find('smyth jon', { reader: patientReader('jo') })).filter(({ id }) => id !== 'jo'), []);
    assert.deepEqual(await exact('smi', { reader: RECEPTIONIST }), ['jo', 'smith', 'smithson']);
  });

  it('writes into the audit that somebody searched, and never for whom (no patient data in logs)', async () => {
    await find('smith 14/8/80', { reader: { ...CLINICIAN, account: 'finder' } });
    const rows = await db.owner.query(`select action, patient, target, detail from audit where actor = 'finder'`, []);
    assert.deepEqual([...rows], [{ action: 'search', patient: '', target: 'Patient/$find', detail: '' }]);
  });

  it('offers the terms of the records, by the beginnings of any of their words, and never the free text beside them (safety H17)', async () => {
    const coding = (code: string, display?: string) => ({ system: 'http://snomed.info/sct', code, ...(display === undefined ? {} : { display }) });
    await write(db.app, 'C82002', [
      put(patient('p')),
      put(observation('o1', 'p', { code: { coding: [coding('1', 'Chest pain'), coding('2', 'Pain in chest on breathing')], text: 'Said his chest hurts' } })),
      put(observation('o2', 'p', { code: { coding: [coding('3')], text: 'Confided that her husband drinks' } })),
    ]);
    const terms = async (text: string): Promise<string[]> => (await findTerms(db.app, 'C82002', text, 10)).map(({ display }) => display);
    assert.deepEqual(await terms('pa ch'), ['Chest pain', 'Pain in chest on breathing']);
    for (const text of ['husband', 'confided', 'hurts', '%', '', '\0']) assert.deepEqual(await terms(text), [], text);
  });
});

/** As plain as it can be: no letter that Unicode does not decompose is in the population's names but these. */
function naiveWords(name: string): string[] {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/['’]/g, '').replaceAll('ł', 'l').replaceAll('ı', 'i').replaceAll('ø', 'o').replaceAll('ß', 'ss').replaceAll('đ', 'd').replaceAll('ə', 'e').replaceAll('æ', 'ae');
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
