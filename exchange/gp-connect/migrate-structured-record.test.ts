import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertStructuredRecord, isStructuredRecord } from './migrate-structured-record.ts';
import { bundleOf, PATIENT, placeOfRefusal, SUBJECT } from './testing/bundle.ts';
import { example } from './testing/examples.ts';

const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number';
const patientWith = (...identifier: unknown[]) => ({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: { ...PATIENT, identifier } }] });
const observation = { resourceType: 'Observation', id: 'o1', status: 'final', code: { text: 'Pulse' }, subject: SUBJECT };

test('a structured record is recognised by its profile or by what only STU3 has', () => {
  assert.ok(isStructuredRecord({ resourceType: 'Bundle', meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1'] } }));
  assert.ok(isStructuredRecord(bundleOf({ resourceType: 'ReferralRequest' })));
  assert.ok(isStructuredRecord(bundleOf({ resourceType: 'List', meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-List-1'] } })));
  for (const other of [null, 'Bundle', [], {}, { resourceType: 'Patient' }, { resourceType: 'Bundle', entry: 3 }, bundleOf(observation, null)]) {
    assert.equal(isStructuredRecord(other), false);
  }
});

test('what is no bundle of one patient is refused, with its place', () => {
  const refusals: [unknown, string][] = [
    [undefined, 'Bundle'],
    [[], 'Bundle'],
    [{ resourceType: 'Patient' }, 'resourceType'],
    [{ resourceType: 'Bundle', type: 'transaction', entry: [] }, 'type'],
    [{ resourceType: 'Bundle', type: 'collection' }, 'entry'],
    [{ resourceType: 'Bundle', type: 'collection', entry: [] }, 'entry'],
    [{ resourceType: 'Bundle', type: 'collection', entry: [7] }, 'entry[0]'],
    [{ resourceType: 'Bundle', type: 'collection', entry: [{ resource: 'x' }] }, 'entry[0].resource'],
    [bundleOf({ id: 'x' }), 'entry[1].resource.resourceType'],
    [bundleOf({ ...PATIENT, id: 'p2' }), 'entry[1].resource'],
    [bundleOf({ ...observation, id: 5 }), 'entry[1].resource.id'],
    [{ resourceType: 'Bundle', type: 'collection', entry: [{ resource: { resourceType: 'Patient' } }] }, 'entry[0].resource.id'],
  ];
  for (const [source, place] of refusals) assert.equal(placeOfRefusal(() => convertStructuredRecord(source)), place);
});

test('a fault within a resource is refused at its exact place', () => {
  const refusals: [object, string][] = [
    [{ effectiveDateTime: '2021-02-30' }, 'effectiveDateTime'],
    [{ effectiveDateTime: '2021-13' }, 'effectiveDateTime'],
    [{ issued: 'last week' }, 'issued'],
    [{ component: [{ code: {} }, { code: {}, valueDateTime: '2021-02-29' }] }, 'component[1].valueDateTime'],
    [{ extension: [{ url: 'x', extension: [{ url: 'y', valueDate: '31/12/2020' }] }] }, 'extension[0].extension[0].valueDate'],
    [{ status: 'finished' }, 'status'],
    [{ category: { text: 'one' } }, 'category'],
    [{ code: undefined }, 'code'],
    [{ valueQuantity: { value: '7' } }, 'valueQuantity.value'],
    [{ subject: { reference: 'Patient/other' } }, 'subject'],
    [{ performer: [{ reference: 'urn:uuid:9c5a7f0e-0000-4000-8000-000000000000' }] }, 'performer[0]'],
    [{ related: [{ type: 'has-member', target: { reference: 'Observation/gone' } }] }, 'related[0].target'],
    [{ subject: { ...SUBJECT, identifier: { system: NHS_NUMBER, value: '9434765918' } } }, 'subject.identifier.value'],
  ];
  for (const [fault, place] of refusals) {
    const source = JSON.parse(JSON.stringify(bundleOf({ ...observation, ...fault })));
    assert.equal(placeOfRefusal(() => convertStructuredRecord(source)), `entry[1].resource.${place}`);
  }
});

test('nesting beyond 60 levels is refused, and hostile keys do nothing', () => {
  let deep: object = {};
  for (let i = 0; i < 5000; i++) deep = { extension: [deep] };
  const place = placeOfRefusal(() => convertStructuredRecord(bundleOf({ ...observation, ...deep })));
  assert.match(place, /^entry\[1\]\.resource\.extension\[0\]\.extension\[0\]/);
  const hostile: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"code":{"text":"x","__proto__":{"text":"y"}},"resourceType":"Observation","id":"o1","status":"final"}');
  const { resources } = convertStructuredRecord(bundleOf(hostile));
  assert.deepEqual(resources, [{ resourceType: 'Observation', id: 'o1', status: 'final', code: { text: 'x' } }]);
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

test('a resource of an unknown type is rejected with a reason, and what refers to it does not dangle', () => {
  const flag = { resourceType: 'Flag', id: 'f1', status: 'active' };
  const list = { resourceType: 'List', id: 'l1', status: 'current', mode: 'snapshot', entry: [{ item: { reference: 'Flag/f1' } }] };
  const { resources, entries } = convertStructuredRecord(bundleOf(flag, list));
  assert.deepEqual(entries[1], {
    place: 'entry[1]', type: 'Flag', id: 'f1', outcome: 'rejected', reason: 'Flag is not a part of a GP record that is taken over.',
  });
  assert.deepEqual(resources.map((each) => each.resourceType), ['List']);
  assert.deepEqual(resources[0] && 'entry' in resources[0] && resources[0].entry, [{ item: { identifier: { value: 'Flag/f1' } } }]);
});

test('references may be absolute, contained, by identifier alone, or by the fullUrl of an entry', () => {
  const source = {
    resourceType: 'Bundle', type: 'collection',
    entry: [
      { fullUrl: 'urn:uuid:5d0f0c4e-0000-4000-8000-000000000001', resource: PATIENT },
      {
        resource: {
          ...observation,
          subject: { reference: 'urn:uuid:5d0f0c4e-0000-4000-8000-000000000001' },
          contained: [{ resourceType: 'Organization', id: 'lab', name: 'Lab' }],
          performer: [{ reference: '#lab' }, { reference: 'https://directory.example/Practitioner/1' }, { identifier: { value: '7' } }],
          basedOn: [{ reference: 'Patient/p1/_history/3' }],
        },
      },
    ],
  };
  const { resources } = convertStructuredRecord(source);
  assert.deepEqual(resources, [{
    ...observation,
    contained: [{ resourceType: 'Organization', id: 'lab', name: 'Lab' }],
    performer: [{ reference: '#lab' }, { reference: 'https://directory.example/Practitioner/1' }, { identifier: { value: '7' } }],
    basedOn: [{ reference: 'Patient/p1' }],
  }]);
});

test('an NHS number that fails modulus 11 is refused without being told', () => {
  const source = patientWith({ system: 'local', value: '1' }, { system: NHS_NUMBER, value: '9434765918' });
  assert.equal(placeOfRefusal(() => convertStructuredRecord(source)), 'entry[0].resource.identifier[1].value');
  assert.throws(() => convertStructuredRecord(source), (error: Error) => !error.message.includes('9434765918'));
});

test('the placeholder for an NHS number is marked as masked, with a warning', () => {
  const { patient, entries } = convertStructuredRecord(example('9465698490_Daniels_full_20210119.json'));
  const [identifier] = patient.identifier ?? [];
  assert.equal(identifier?.system, NHS_NUMBER);
  assert.equal(identifier?.value, undefined);
  assert.equal(identifier?.extension?.[0]?.valueCodeableConcept?.coding?.[0]?.code, '01');
  assert.deepEqual(Object.entries(identifier ?? {}).find(([name]) => name === '_value')?.[1], {
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
  });
  const fate = entries.find((entry) => entry.type === 'Patient');
  assert.equal(fate?.outcome, 'stored');
  assert.match(fate?.reason ?? '', /placeholder/);
});

test('a given NHS number takes the place of the placeholder, and of nothing else', () => {
  const masked = { system: NHS_NUMBER, value: '1234567890', use: 'official' };
  const { patient, entries } = convertStructuredRecord(patientWith(masked), { nhsNumber: '943 476 5919' });
  assert.deepEqual(patient.identifier, [{ system: NHS_NUMBER, value: '9434765919', use: 'official' }]);
  assert.equal(entries[0]?.reason, undefined);
  assert.deepEqual(convertStructuredRecord(patientWith(), { nhsNumber: '9434765919' }).patient.identifier, [{ system: NHS_NUMBER, value: '9434765919' }]);
  assert.equal(placeOfRefusal(() => convertStructuredRecord(patientWith(masked), { nhsNumber: '9434765918' })), 'options.nhsNumber');
  const another = patientWith({ system: NHS_NUMBER, value: '4010232137' });
  assert.equal(placeOfRefusal(() => convertStructuredRecord(another, { nhsNumber: '9434765919' })), 'entry[0].resource.identifier[0].value');
  assert.equal(convertStructuredRecord(another).patient.identifier?.[0]?.value, '4010232137');
});

test('the source is left as it was', () => {
  const source = example('9465699918_Magre_full_20210119.json');
  convertStructuredRecord(source);
  assert.deepEqual(source, example('9465699918_Magre_full_20210119.json'));
});
