import assert from 'node:assert/strict';
import { test } from 'node:test';
import { officialName, patientName, preferredName, staffName } from './human-name.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

test('PAB-0049, PAB-0051, PAB-0052, PAB-0053, NID-0004: FAMILY, Given (Title)', () => {
  assert.equal(staffName({ family: 'Smith', given: ['John', 'Paul'], prefix: ['Mr'] }), 'SMITH, John (Mr)');
  assert.equal(staffName({ family: 'Treetawtchaiwong', given: ['Lertchai'], prefix: ['SIR'] }), 'TREETAWTCHAIWONG, Lertchai (Sir)');
  assert.equal(staffName({ family: "o'neill-müller", given: ['Mary Jane'] }), "O'NEILL-MÜLLER, Mary Jane");
});

test('NID-0007, NID-0010: the title is in title case without a full stop', () => {
  assert.equal(staffName({ family: 'Smith', given: ['Ann'], prefix: ['MRS.'] }), 'SMITH, Ann (Mrs)');
  assert.equal(staffName({ family: 'Smith', given: ['Ann'], prefix: ['Rt. Hon.', 'Dr'] }), 'SMITH, Ann (Rt Hon Dr)');
});

test('NID-0005: long names are never cut', () => {
  const family = 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh';
  assert.equal(staffName({ family, given: ['Bartholomew'] }), `${family.toUpperCase()}, Bartholomew`);
});

test('parts that are missing leave no stray punctuation', () => {
  assert.equal(staffName({ family: 'Smith' }), 'SMITH');
  assert.equal(staffName({ given: ['John'], prefix: ['Mr'] }), 'John (Mr)');
  assert.equal(staffName({ text: 'Baby of Jones' }), 'Baby of Jones');
  assert.equal(staffName({}), '');
  assert.equal(patientName({ family: 'Smith' }), 'Smith');
});

test('patients, and screen readers, get Given Family', () => {
  assert.equal(patientName({ family: 'Smith', given: ['John', 'Paul'], prefix: ['Mr'] }), 'John Smith');
  assert.equal(patientName({ text: 'Baby of Jones' }), 'Baby of Jones');
});

test('the official name in force wins, then the usual one', () => {
  const old = { use: 'official' as const, family: 'Jones', period: { end: '2020-05-01' } };
  const next = { use: 'official' as const, family: 'Late', period: { start: '2030-01-01' } };
  const usual = { use: 'usual' as const, family: 'Smith' };
  const official = { use: 'official' as const, family: 'Brown', period: { start: '2020-05-01' } };
  assert.equal(officialName([old, next, usual, official], NOW), official);
  assert.equal(officialName([old, next, usual], NOW), usual);
  assert.equal(officialName([{ use: 'maiden', family: 'Green' }, { family: 'Black' }], NOW)?.family, 'Black');
  assert.equal(officialName(undefined, NOW), undefined);
});

test('of two official names in force the later begun wins; the last day of a period still counts', () => {
  const first = { use: 'official' as const, family: 'A', period: { start: '2001' } };
  const second = { use: 'official' as const, family: 'B', period: { start: '2010' } };
  assert.equal(officialName([first, second], NOW), second);
  const ending = { use: 'official' as const, family: 'C', period: { start: '2015', end: '2026-11-22' } };
  assert.equal(officialName([first, second, ending], NOW), ending);
});

test('a banner is never without a name that exists: one out of force or maiden is better than none', () => {
  assert.equal(officialName([{ use: 'official', family: 'A', period: { end: '2001' } }], NOW)?.family, 'A');
  assert.equal(officialName([{ use: 'maiden', family: 'M' }], NOW)?.family, 'M');
});

test('PAB-0020, PAB-0054: the preferred name, where it says something new', () => {
  const official = { use: 'official' as const, family: 'Smith', given: ['John'] };
  assert.equal(preferredName([official, { use: 'nickname', given: ['Jack'] }], NOW), 'Jack');
  assert.equal(preferredName([official, { use: 'usual', family: 'Smith', given: ['Paul'] }], NOW), 'Paul Smith');
  assert.equal(preferredName([official, { use: 'usual', family: 'Smith', given: ['John'] }], NOW), undefined);
  assert.equal(preferredName([official, { use: 'nickname', given: ['Jack'], period: { end: '2020' } }], NOW), undefined);
  assert.equal(preferredName([official], NOW), undefined);
});
