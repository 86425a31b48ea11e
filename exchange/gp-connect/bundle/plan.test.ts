import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertStructuredRecord } from '../migrate-structured-record.ts';
import { bundleOf, placeOfRefusal, SUBJECT } from '../testing/bundle.ts';
import type { Source } from '../testing/bundle.ts';
import { namedUuid } from './identity.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const list = (title: string, more: object = {}): Source => ({
  resourceType: 'List', status: 'current', mode: 'snapshot', title, code: { coding: [{ code: '717711000000103' }] }, ...more,
});
const request = (resourceType: string, id: string): Source => ({ resourceType, id, status: 'active', intent: 'plan', subject: SUBJECT });

function targets(...resources: unknown[]): (string | undefined)[] {
  return convertStructuredRecord(bundleOf(...resources)).entries.slice(1).map((entry) => entry.target);
}

test('an id that R4 allows stays as it is, another becomes a UUID that is always the same', () => {
  const [kept, made] = targets(list('a', { id: 'AbC-1.2' }), list('b', { id: 'has_underscore' }));
  assert.equal(kept, 'List/AbC-1.2');
  assert.equal(made, `List/${namedUuid('List/has_underscore')}`);
  assert.match(made?.slice(5) ?? '', UUID);
});

test('lists without id are told apart by code, title and position, whatever stands around them', () => {
  const first = targets(list('Problems'), list('Problems'), list('Allergies'));
  assert.equal(new Set(first).size, 3);
  for (const target of first) assert.match(target?.slice(5) ?? '', UUID);
  assert.deepEqual(targets(list('Allergies'), list('Problems')), [first[2], first[0]]);
});

test('a diary entry and a referral under one id become two service requests, and references find the right one', () => {
  const both = [request('ProcedureRequest', 'x'), request('ReferralRequest', 'x')];
  const [diary, referral] = targets(...both);
  assert.equal(diary, 'ServiceRequest/x');
  assert.equal(referral, `ServiceRequest/${namedUuid('ReferralRequest/x')}`);
  const { resources } = convertStructuredRecord(bundleOf(...both, list('Both', { entry: [{ item: { reference: 'ReferralRequest/x' } }, { item: { reference: 'ProcedureRequest/x' } }] })));
  const entry = resources.flatMap((each) => (each.resourceType === 'List' ? (each.entry ?? []) : []));
  assert.deepEqual(entry.map(({ item }) => item.reference), [referral, diary]);
});

test('a resource given twice is taken once; two different ones under one id are refused', () => {
  const { resources, entries } = convertStructuredRecord(bundleOf(list('a', { id: 'l' }), list('a', { id: 'l' })));
  assert.equal(resources.length, 1);
  assert.deepEqual(entries[2], { place: 'entry[2]', type: 'List', id: 'l', outcome: 'merged', target: 'List/l', reason: 'It is the same as entry[1].' });
  assert.equal(placeOfRefusal(() => targets(list('a', { id: 'l' }), list('b', { id: 'l' }))), 'entry[2].resource.id');
});
