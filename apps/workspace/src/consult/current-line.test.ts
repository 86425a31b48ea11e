import assert from 'node:assert/strict';
import test from 'node:test';
import { codeQuery, toggleProblem, withTerm } from './current-line.ts';

const PICK = { system: 'http://snomed.info/sct', code: '29857009', display: 'Chest pain' };

test('codes are looked up for the line being typed, and only while it may become a term', () => {
  assert.equal(codeQuery('first\nchest pa', 14, []), 'chest pa');
  assert.equal(codeQuery('Problem: hyp', 12, []), 'hyp');
  assert.equal(codeQuery('ch', 2, []), '');
  assert.equal(codeQuery('chest pain', 5, []), '', 'caret in the middle');
  assert.equal(codeQuery('bp 138/82', 9, []), '', 'a measurement');
  assert.equal(codeQuery('Chest pain since', 16, [PICK]), '', 'already coded');
  assert.equal(codeQuery('she says it hurts when she walks', 32, []), '', 'prose');
});

test('a picked term takes the place of what was typed on that line only', () => {
  assert.deepEqual(withTerm('one\nche\nthree', 7, 'Chest pain'), { text: 'one\nChest pain\nthree', caret: 14 });
  assert.deepEqual(withTerm('Problem: che', 12, 'Chest pain'), { text: 'Problem: Chest pain', caret: 19 });
});

test('a line becomes a problem and back', () => {
  const problem = toggleProblem('one\nChest pain', 14);
  assert.deepEqual(problem, { text: 'one\nProblem: Chest pain', caret: 23 });
  assert.deepEqual(toggleProblem(problem.text, problem.caret), { text: 'one\nChest pain', caret: 14 });
});
