import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRIMITIVES } from './primitives.ts';

/** For each type, values it takes and values it refuses. */
const CASES: Record<string, { good: unknown[]; bad: unknown[] }> = {
  base64Binary: { good: ['aGk=', 'aGVsbG8h', 'aGVs\nbG8h', 'YQ==', ' YQ== '], bad: ['', 'a', 'aGk', 'aG=k', 'aGk=====', 'aG_-', 'YQ==YQ==', 1] },
  boolean: { good: [true, false], bad: ['true', 0, null] },
  canonical: { good: ['http://x|1.0', '#a', 'urn:x'], bad: ['', 'a b', 'a\u0000'] },
  code: { good: ['final', 'a b', 'ä', 'mm[Hg]'], bad: ['', ' a', 'a ', 'a  b', 'a\nb', 'a\u0000b', 5] },
  date: { good: ['1980', '1980-08', '1980-08-14', '2024-02-29'], bad: ['1980-02-30', '2023-02-29', '1980-13', '80', '1980-8-14', '1980-08-14T10:00:00Z', '0000', 1980] },
  dateTime: {
    good: ['1980', '1980-08', '1980-08-14', '1980-08-14T10:00:00Z', '1980-08-14T10:00:00.123456+01:00', '2016-12-31T23:59:60Z'],
    bad: ['1980-08-14T10:00:00', '1980-08-14T10:00Z', '1980-08-14T', '1980-02-30T10:00:00Z', '1980-08-14T24:00:00Z', '1980-08-14T10:00:00+14:01', '1980-08-14 10:00:00Z'],
  },
  decimal: { good: [0, -1.5, 1e10], bad: ['1.5', NaN, Infinity, null] },
  id: { good: ['a', 'A-1.b', 'x'.repeat(64)], bad: ['', 'a_b', 'a b', 'x'.repeat(65), 1] },
  instant: { good: ['1980-08-14T10:00:00Z', '1980-08-14T10:00:00.1-05:00'], bad: ['1980-08-14', '1980-08-14T10:00:00', '1980-08-14T10:00Z'] },
  integer: { good: [0, -2147483648, 2147483647], bad: [1.5, 2147483648, -2147483649, '1'] },
  markdown: { good: ['# a\r\n\tb'], bad: ['', 'a\u0000', 7] },
  oid: { good: ['urn:oid:1.2.3', 'urn:oid:2.16.840.1.113883'], bad: ['1.2.3', 'urn:oid:3.1', 'urn:oid:1', 'urn:oid:1.02'] },
  positiveInt: { good: [1, 2147483647], bad: [0, -1, 1.5, '1'] },
  string: { good: ['a', ' ', 'tab\tline\r\n', '👩‍⚕️', 'x'.repeat(1024 * 1024)], bad: ['', 'a\u0000b', 'a\u0007', '\u001F', '\uD800', 'x\uDC00y', 1, true, {}] },
  time: { good: ['10:00:00', '23:59:60.5'], bad: ['10:00', '24:00:00', '10:00:00Z', '10:00:00.', ''] },
  unsignedInt: { good: [0, 1], bad: [-1, 0.5, '0'] },
  uri: { good: ['http://x', 'urn:uuid:1', 'a'], bad: ['', 'a b', ' a', 'a\n'] },
  url: { good: ['https://x/y?z'], bad: ['', 'a b'] },
  uuid: { good: ['urn:uuid:0b7c2c53-5bd1-4b0e-9d2f-9d4a2d3c0a11'], bad: ['0b7c2c53-5bd1-4b0e-9d2f-9d4a2d3c0a11', 'urn:uuid:0b7c2c53'] },
  xhtml: { good: ['<div xmlns="http://www.w3.org/1999/xhtml">a</div>', `<div>${'x'.repeat(2 ** 20)}</div>`], bad: ['', 'text', '<p>a</p>', '<div>\u0000</div>', 1] },
};

test('every primitive type takes what FHIR R4 allows and refuses the rest', () => {
  assert.deepEqual(Object.keys(CASES), Object.keys(PRIMITIVES));
  for (const [type, { good, bad }] of Object.entries(CASES)) {
    for (const value of good) assert.equal(PRIMITIVES[type]?.(value), undefined, `${type} ${String(value).slice(0, 40)}`);
    for (const value of bad) assert.notEqual(PRIMITIVES[type]?.(value), undefined, `${type} ${String(value).slice(0, 40)}`);
  }
});

test('a string of more than 1 MB, counted in UTF-8, is too long', () => {
  assert.equal(PRIMITIVES['string']?.('x'.repeat(1024 * 1024 + 1))?.code, 'too-long');
  assert.equal(PRIMITIVES['string']?.('é'.repeat(600_000))?.code, 'too-long');
  assert.equal(PRIMITIVES['string']?.('é'.repeat(500_000)), undefined);
});

test('a wrong JSON type is a fault of structure, a wrong form one of value', () => {
  assert.equal(PRIMITIVES['date']?.(1980)?.code, 'structure');
  assert.equal(PRIMITIVES['date']?.('1980-02-30')?.code, 'value');
  assert.equal(PRIMITIVES['positiveInt']?.('1')?.code, 'structure');
  assert.equal(PRIMITIVES['positiveInt']?.(0)?.code, 'value');
});
