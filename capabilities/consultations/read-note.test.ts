import assert from 'node:assert/strict';
import test from 'node:test';
import { readNote } from './read-note.ts';
import type { Note, NoteContext } from './note.ts';

const CHEST_PAIN = { system: 'http://snomed.info/sct', code: '29857009', display: 'Chest pain' };
const CHEST = { system: 'http://snomed.info/sct', code: '51185008', display: 'Chest' };

function note(text: string, more: Partial<Note> = {}): Note {
  return { text, picks: [CHEST_PAIN, CHEST], decisions: {}, ...more };
}

function read(text: string, more: Partial<Note> = {}, context: NoteContext = { ageYears: 45 }) {
  return readNote(note(text, more), context);
}

test('a note becomes text, coded and measured lines in the order typed', () => {
  const lines = read('Seen with wife\nworried\n\nplan: rest\nChest pain - since Monday\nbp 138/82');
  assert.deepEqual(lines.map((line) => line.kind), ['text', 'text', 'coded', 'measured']);
  assert.deepEqual(lines[0], { kind: 'text', text: 'Seen with wife\nworried' });
  assert.deepEqual(lines[2], { kind: 'coded', term: CHEST_PAIN, problem: false, note: 'since Monday' });
});

test('a picked term codes only a line that begins with it, the longest term wins, and an edited line loses its code', () => {
  const kinds = (text: string) => read(text).map((line) => (line.kind === 'coded' ? line.term.display : line.kind));
  assert.deepEqual(kinds('Chest pain'), ['Chest pain']);
  assert.deepEqual(kinds('Chest clear'), ['Chest']);
  assert.deepEqual(kinds('Chest pains'), ['Chest']);
  assert.deepEqual(kinds('No chest pain'), ['text']);
  assert.deepEqual(kinds('Chestpain'), ['text']);
});

test('a problem is a coded line marked so, and one without a code has to be settled', () => {
  assert.deepEqual(read('Problem: Chest pain'), [{ kind: 'coded', term: CHEST_PAIN, problem: true }]);
  assert.equal(read('Problem: something else')[0]?.kind, 'ask');
});

test('I18: an unusual value waits for confirmation of exactly that line', () => {
  const asked = read('ht 6.2');
  assert.ok(asked[0]?.kind === 'ask' && asked[0].canConfirm);
  assert.equal(read('ht 6.2', { decisions: { 'ht 6.2': 'confirmed' } })[0]?.kind, 'measured');
  assert.equal(read('ht 6.3', { decisions: { 'ht 6.2': 'confirmed' } })[0]?.kind, 'ask');
  assert.equal(read('ht 6.2', { decisions: { 'ht 6.2': 'text' } })[0]?.kind, 'text');
});

test('a refused line cannot be confirmed, only corrected or kept as text', () => {
  const line = read('bp 138', { decisions: { 'bp 138': 'confirmed' } })[0];
  assert.ok(line?.kind === 'ask' && !line.canConfirm);
});

test('bmi is calculated from the note, or from the record for an adult', () => {
  const [, , fromNote] = read('wt 82.5\nht 178\nbmi');
  assert.ok(fromNote?.kind === 'measured');
  assert.equal(fromNote.entry.values[0]?.value, 26);
  assert.deepEqual(fromNote.derivedFrom, [{ line: 0 }, { line: 1 }]);

  const lastHeight = { value: 178, reference: 'Observation/h', when: '01-Feb-2024' };
  const fromRecord = read('text\n\nwt 82.5\nbmi', {}, { ageYears: 45, lastHeight }).at(-1);
  assert.ok(fromRecord?.kind === 'measured');
  assert.deepEqual(fromRecord.derivedFrom, [{ line: 1 }, { reference: 'Observation/h' }]);
  assert.match(fromRecord.entry.note ?? '', /height 178 cm \(01-Feb-2024\)/);
});

test("I18: a child's old height is not used, and an implausible height gives no silent body mass index", () => {
  const lastHeight = { value: 95, reference: 'Observation/h', when: '01-Feb-2020' };
  assert.equal(read('wt 30\nbmi', {}, { ageYears: 9, lastHeight }).at(-1)?.kind, 'ask');
  const implausible = read('wt 70\nht 6.2\nbmi', { decisions: { 'ht 6.2': 'confirmed' } }).at(-1);
  assert.ok(implausible?.kind === 'ask' && !implausible.canConfirm);
});
