import assert from 'node:assert/strict';
import test from 'node:test';
import { mergeNotes, newNote, packNote, unpackNote } from './note-envelope.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const TERM = { system: 'http://snomed.info/sct', code: '29857009', display: 'Chest pain' };

test('a note comes back as it was kept', () => {
  const note = { ...newNote(NOW), text: 'Chest pain\nht 6.2', picks: [TERM], decisions: { 'ht 6.2': 'confirmed' as const }, submitted: true, kind: 'home' as const };
  assert.deepEqual(unpackNote(packNote(note), NOW), note);
});

test('a draft of another program is taken as plain text: nothing typed is lost', () => {
  for (const text of ['just words', '{"not":"a note"}', '[1]', '{"broken']) assert.equal(unpackNote(text, NOW).text, text);
});

test('keeping both versions keeps every line of both', () => {
  const theirs = { ...newNote(NOW), text: 'same\ntheirs' };
  const ours = { ...newNote(NOW), text: 'same\nours', picks: [TERM] };
  const merged = mergeNotes(theirs, ours);
  assert.equal(merged.text, 'same\ntheirs\nours');
  assert.deepEqual(merged.picks, [TERM]);
  assert.equal(merged.id, theirs.id);
});
