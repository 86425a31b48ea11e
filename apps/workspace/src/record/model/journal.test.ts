import assert from 'node:assert/strict';
import test from 'node:test';
import { exampleRecords } from '../../../../../dev-env/example-records.ts';
import { relativeReference } from '../../../../../platform/fhir/resource.ts';
import { detailsOf } from './details.ts';
import { filterJournal, NO_FILTER, searchText } from './journal-filter.ts';
import { journalOf } from './journal.ts';
import { journalRows } from './journal-rows.ts';
import { openRecord } from './record.ts';
import { bundleOf, observation, recordOf, SUBJECT } from './testing-records.ts';

const NO_ENTRY = new Set(['Patient', 'Practitioner', 'PractitionerRole', 'Organization', 'Location', 'Medication']);

const examples = exampleRecords().map(({ name, patientId, resources }) => ({ name, record: openRecord(bundleOf(resources), patientId) }));

test('every entry of a real record stands in the journal exactly once', () => {
  assert.equal(examples.length, 7);
  for (const { name, record } of examples) {
    const shown = journalRows(journalOf(record)).flatMap((row) => (row.kind === 'heading' ? [] : [row.entry.key]));
    const structure = record.ofType('List').filter((list) => list.encounter !== undefined).map(relativeReference);
    const wanted = record.resources.filter((resource) => !NO_ENTRY.has(resource.resourceType)).map(relativeReference).filter((key) => !structure.includes(key));
    assert.deepEqual(shown.toSorted(), wanted.toSorted(), name);
  }
});

test('every entry of a real record is found by its code, its term, its date, its author and its value', () => {
  for (const { record } of examples) {
    const entries = journalRows(journalOf(record)).flatMap((row) => (row.kind === 'heading' ? [] : [row.entry]));
    for (const entry of entries) {
      const text = searchText(entry);
      const codes = 'code' in entry.resource && typeof entry.resource.code === 'object' && !Array.isArray(entry.resource.code) ? entry.resource.code.coding ?? [] : [];
      for (const word of [...codes.map((coding) => coding.code), entry.term, entry.author, entry.value]) {
        if (word !== undefined) assert.ok(text.includes(word.toLowerCase()), `${entry.key}: ${word}`);
      }
      assert.notEqual(entry.term, '');
    }
  }
});

test('an opened entry shows every code and every text of the resource', () => {
  for (const { record } of examples) {
    for (const group of journalOf(record)) {
      for (const { entry } of group.items) {
        const shown = detailsOf(record, entry.resource).map((detail) => `${detail.value} ${detail.code?.code ?? ''}`).join('\n');
        for (const code of JSON.stringify(entry.resource).matchAll(/"system":"http:\/\/snomed.info\/sct","code":"(\d+)"/g)) {
          assert.ok(shown.includes(code[1] ?? '?'), `${entry.key} ${code[1]}`);
        }
        if (entry.text !== undefined) for (const line of entry.text.split('\n')) assert.ok(shown.includes(line), entry.key);
      }
    }
  }
});

test('a consultation heads its entries in the order its author put them, under their headings', () => {
  const list = (id: string, code: string, title: string, items: string[]) => ({
    resourceType: 'List' as const, id, status: 'current' as const, mode: 'snapshot' as const, title, subject: SUBJECT,
    encounter: { reference: 'Encounter/e' }, code: { coding: [{ code }] }, entry: items.map((reference) => ({ item: { reference } })),
  });
  const record = recordOf(
    { resourceType: 'Encounter', id: 'e', status: 'finished', class: { code: 'AMB' }, subject: SUBJECT, period: { start: '2020-05-01T10:00:00Z' } },
    observation('late', { encounter: { reference: 'Encounter/e' }, effectiveDateTime: '2020-05-01' }),
    observation('b', { encounter: { reference: 'Encounter/e' }, effectiveDateTime: '2020-05-01' }),
    observation('a', { effectiveDateTime: '2020-05-01' }),
    observation('alone', { effectiveDateTime: '2021' }),
    list('c', '325851000000107', 'GP Surgery', ['List/t']), list('t', '25851000000105', 'Gout', ['List/k']), list('k', '24781000000107', 'History', ['Observation/b', 'Observation/a']),
  );
  const rows = journalRows(journalOf(record)).map((row) => (row.kind === 'heading' ? `# ${row.text}` : row.key));
  assert.deepEqual(rows, ['Observation/alone', 'Encounter/e', '# Gout · History', 'Observation/b', 'Observation/a', 'Observation/late']);
});

test('results stand under their report, and parts that refer to each other in a circle are not lost', () => {
  const record = recordOf(
    { resourceType: 'DiagnosticReport', id: 'r', status: 'final', code: { text: 'Report' }, subject: SUBJECT, issued: '2020-01-01T00:00:00Z', result: [{ reference: 'Observation/x' }] },
    observation('x', { hasMember: [{ reference: 'Observation/y' }] }),
    observation('y', { hasMember: [{ reference: 'Observation/x' }] }),
  );
  const rows = journalRows(journalOf(record)).map((row) => (row.kind === 'entry' ? `${row.depth} ${row.key}` : ''));
  assert.deepEqual(rows, ['0 DiagnosticReport/r', '1 Observation/x', '2 Observation/y']);
});

test('a filter by words, type, author and date keeps the consultation as header of what is left', () => {
  const record = recordOf(
    { resourceType: 'Practitioner', id: 'k', name: [{ family: 'Khan', given: ['Asha'], prefix: ['Dr'] }] },
    { resourceType: 'Encounter', id: 'e', status: 'finished', class: { code: 'AMB' }, subject: SUBJECT, period: { start: '2020-05-01T10:00:00Z' } },
    observation('1', { code: { text: 'Headache' }, encounter: { reference: 'Encounter/e' }, effectiveDateTime: '2020-05-01', performer: [{ reference: 'Practitioner/k' }] }),
    observation('2', { code: { text: 'Cough' }, encounter: { reference: 'Encounter/e' }, effectiveDateTime: '2020-05-01' }),
    observation('3', { code: { text: 'Old cough' }, effectiveDateTime: '1999' }),
  );
  const keys = (filter: Partial<typeof NO_FILTER>) => journalRows(filterJournal(journalOf(record), { ...NO_FILTER, ...filter })).map((row) => row.key);
  assert.deepEqual(keys({ words: 'HEAD ache' }), ['Encounter/e', 'Observation/1']);
  assert.deepEqual(keys({ words: 'cough' }), ['Encounter/e', 'Observation/2', 'Observation/3']);
  assert.deepEqual(keys({ words: '01-may-2020 khan' }), ['Encounter/e', 'Observation/1']);
  assert.deepEqual(keys({ author: 'Dr Asha Khan' }), ['Encounter/e', 'Observation/1']);
  assert.deepEqual(keys({ types: new Set(['Consultation']) }), ['Encounter/e']);
  assert.deepEqual(keys({ from: '1999-06-01', to: '1999-12' }), ['Observation/3'], 'a date of low precision counts when part of it lies between');
});

test('5,000 entries are laid out fast enough to be drawn at once', () => {
  const record = recordOf(...Array.from({ length: 5000 }, (_, index) => observation(`o${index}`, { effectiveDateTime: `20${10 + (index % 15)}-0${1 + (index % 9)}-11T10:00:00Z` })));
  const began = performance.now();
  assert.equal(journalRows(journalOf(record)).length, 5000);
  assert.ok(performance.now() - began < 1500, 'a generous limit, for a busy machine');
});
