import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readDefinitions } from './definitions.ts';
import { faults, OBSERVATION, PATIENT, SAMPLES, validator } from './samples.ts';

/** Every place in a JSON value where a property or item can be changed. */
function spots(value: unknown, place: string): { owner: Record<string, unknown>; key: string; place: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = Array.isArray(value) ? `${place}[${key}]` : `${place}.${key.replace(/^_/, '')}`;
    const owner: Record<string, unknown> = Object(value);
    return [{ owner, key, place: here }, ...spots(child, here)];
  });
}

const copyOf = (sample: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(sample));
const sampleAndSpot = fc.tuple(fc.constantFrom(...SAMPLES), fc.nat()).map(([sample, n]) => {
  const resource = copyOf(sample);
  const all = spots(resource, String(resource['resourceType'])).filter(({ key }) => key !== 'resourceType');
  return { resource, spot: all[n % all.length] };
});

test('an unknown key anywhere is found in its place', () => {
  fc.assert(fc.property(sampleAndSpot, ({ resource, spot }) => {
    if (spot === undefined || Array.isArray(spot.owner)) return;
    spot.owner['surprise'] = 1;
    const place = spot.place.replace(/\.[^.]+$/, '.surprise');
    assert.ok(faults(resource).includes(`structure ${place}`), place);
  }), { numRuns: 500 });
});

test('a value of a wrong JSON type anywhere is found in its place', () => {
  fc.assert(fc.property(sampleAndSpot, fc.constantFrom({}, [], null, [[]], ''), ({ resource, spot }, wrong) => {
    if (spot === undefined) return;
    const nullIsRight = wrong === null && Array.isArray(spot.owner) && /given/.test(spot.place);
    if (nullIsRight) return;
    spot.owner[spot.key] = wrong;
    const places = validator.validate(resource).map((issue) => issue.expression);
    assert.ok(places.some((place) => place === spot.place || place.startsWith(`${spot.place}[`)), `${spot.place} in ${places.join()}`);
  }), { numRuns: 1000 });
});

test('every required element of every type, when left out, is found in its place', () => {
  const { types } = readDefinitions();
  for (const name of validator.resourceTypes) {
    const required = Object.entries(types[name]?.elements ?? {}).filter(([, element]) => element.required).map(([element]) => `required ${name}.${element}`);
    const found = validator.validate({ resourceType: name }).filter((issue) => issue.message === 'is required');
    assert.deepEqual(found.map((issue) => `${issue.code} ${issue.expression}`), required);
  }
});

test('any JSON is answered without throwing', () => {
  fc.assert(fc.property(fc.json({ maxDepth: 6 }), (json) => Array.isArray(validator.validate(JSON.parse(json)))));
  const keys = fc.constantFrom('extension', 'valueReference', 'reference', 'contained', 'entry', 'resource', 'coding', 'code', 'meta', 'name', 'item', 'period', 'start', 'type', 'resourceType', 'id', 'text', 'div', '__proto__', 'constructor', 'toString', 'hasOwnProperty');
  const { tree } = fc.letrec((tie) => ({
    leaf: fc.oneof(fc.constantFrom('#', '#a', 'Patient/1', 'Patient', 'Bundle', '2020-01-01', '', null, 1, true), fc.string()),
    tree: fc.oneof({ maxDepth: 5 }, tie('leaf'), fc.array(tie('tree'), { maxLength: 3 }), fc.array(fc.tuple(keys, tie('tree')), { maxLength: 5 })),
  }));
  const toJson = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    return value.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string')
      ? JSON.parse(`{${value.map(([key, child]) => `${JSON.stringify(key)}:${JSON.stringify(toJson(child))}`).join()}}`)
      : value.map(toJson);
  };
  fc.assert(fc.property(fc.constantFrom(...validator.resourceTypes), tree, (resourceType, value) => {
    assert.ok(Array.isArray(validator.validate({ ...Object(toJson(value)), resourceType })));
  }), { numRuns: 2000 });
});

test('the answer to a resource does not depend on the one before', () => {
  const spoilt = { ...OBSERVATION, contained: [{ ...PATIENT, contained: [{ resourceType: 'Patient' }] }], subject: { reference: '#nowhere' } };
  const before = faults(spoilt);
  assert.ok(before.length > 0);
  assert.deepEqual(faults(PATIENT), []);
  assert.deepEqual(faults(spoilt), before);
});

test('nesting deeper than 64 levels is one fault, however deep', () => {
  for (const depth of [100, 100_000]) {
    let extension: Record<string, unknown> = { url: 'http://x', valueCode: 'a' };
    for (let i = 0; i < depth; i++) extension = { url: 'http://x', extension: [extension] };
    const issues = validator.validate({ ...PATIENT, extension: [extension] });
    assert.equal(issues.length, 1);
    assert.match(issues[0]?.message ?? '', /nested deeper/);
  }
});

test('a bundle of bundles of bundles is bounded too', () => {
  let bundle: Record<string, unknown> = { resourceType: 'Bundle', type: 'collection' };
  for (let i = 0; i < 1000; i++) bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: bundle }] };
  assert.match(validator.validate(bundle)[0]?.message ?? '', /nested deeper/);
});

test('a huge array of faults gives a hundred issues, quickly', () => {
  const started = performance.now();
  assert.equal(validator.validate({ ...PATIENT, name: Array.from({ length: 1_000_000 }, () => ({})) }).length, 100);
  assert.equal(validator.validate({ ...PATIENT, name: [{ given: Array.from({ length: 1_000_000 }, () => '') }] }).length, 100);
  assert.ok(performance.now() - started < 5000);
});

test('no pattern backtracks: a megabyte of hostile text is answered at once', () => {
  const started = performance.now();
  const long = 500_000;
  const hostile = ['a'.repeat(long), 'A=='.repeat(long), ' '.repeat(long) + '!', 'a '.repeat(long), '1'.repeat(long), `urn:oid:1${'.1'.repeat(long)}x`,
    `${'A'.repeat(long)}=`, `<div ${'a'.repeat(long)}`, `<div${' a="b"'.repeat(long)}`, `<div>${'<!--'.repeat(long)}`, `<div>${'<p '.repeat(long)}`, `a:${' '.repeat(long)}`];
  for (const text of hostile) {
    validator.validate({
      resourceType: 'Basic', id: text, implicitRules: text, language: text, text: { status: 'generated', div: text }, code: { text },
      subject: { reference: text }, created: text, meta: { lastUpdated: text },
      extension: ['Base64Binary', 'Uuid', 'Oid', 'Canonical', 'Url', 'Time', 'DateTime', 'Markdown'].map((type) => ({ url: 'http://x', [`value${type}`]: text })),
    });
  }
  assert.ok(performance.now() - started < 5000);
});
