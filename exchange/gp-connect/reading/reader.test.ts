import assert from 'node:assert/strict';
import { test } from 'node:test';
import { converted, SUBJECT } from '../testing/bundle.ts';

const STU3 = 'http://hl7.org/fhir/3.0/StructureDefinition/extension-';

test('what no mapping knows is kept as an extension, whatever its shape', () => {
  const [read] = converted({
    resourceType: 'Specimen', id: 's1', futureText: 'x', futureFlag: false, futureCount: 3, futureRatio: 0.5, futureNothing: null, futureEmpty: '',
    futureLink: { reference: 'Patient/p1' }, futureCode: [{ coding: [{ code: 'a' }] }, { coding: [{ code: 'b' }] }],
    futureGroup: { name: 'y', period: { start: '2020' } },
  });
  assert.deepEqual(read, {
    resourceType: 'Specimen', id: 's1',
    extension: [
      { url: `${STU3}Specimen.futureText`, valueString: 'x' },
      { url: `${STU3}Specimen.futureFlag`, valueBoolean: false },
      { url: `${STU3}Specimen.futureCount`, valueInteger: 3 },
      { url: `${STU3}Specimen.futureRatio`, valueDecimal: 0.5 },
      { url: `${STU3}Specimen.futureLink`, valueReference: SUBJECT },
      { url: `${STU3}Specimen.futureCode`, valueCodeableConcept: { coding: [{ code: 'a' }] } },
      { url: `${STU3}Specimen.futureCode`, valueCodeableConcept: { coding: [{ code: 'b' }] } },
      { url: `${STU3}Specimen.futureGroup`, extension: [{ url: 'name', valueString: 'y' }, { url: 'period', valuePeriod: { start: '2020' } }] },
    ],
  });
});

test('extensions on a primitive stay beside it, or go along when it has no place in R4', () => {
  const extension = [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }];
  const [read] = converted({
    resourceType: 'RelatedPerson', id: 'r1', patient: SUBJECT, birthDate: '1963', _birthDate: { extension },
    name: [{ given: ['A', 'B'], _given: [null, { id: 'second' }] }], _oldElement: { extension },
  });
  assert.deepEqual(read, {
    resourceType: 'RelatedPerson', id: 'r1', patient: SUBJECT, birthDate: '1963', _birthDate: { extension },
    name: [{ given: ['A', 'B'], _given: [null, { id: 'second' }] }],
    extension: [{ url: `${STU3}RelatedPerson.oldElement`, extension }],
  });
});

test('labels, narrative and the exporting system\'s own bookkeeping: the first two stay, the third goes', () => {
  const security = [{ system: 'http://hl7.org/fhir/v3/ActCode', code: 'NOPAT', display: 'no disclosure' }];
  const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' };
  const [read] = converted({ resourceType: 'Specimen', id: 's1', meta: { security, versionId: '7', profile: ['x'], lastUpdated: '2020-01-01T00:00:00Z' }, text, language: 'cy' });
  assert.deepEqual(read, {
    resourceType: 'Specimen', id: 's1', language: 'cy', text,
    meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT', display: 'no disclosure' }] },
  });
});
