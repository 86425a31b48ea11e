import assert from 'node:assert/strict';
import { test } from 'node:test';
import { converted, SUBJECT } from '../testing/bundle.ts';
import type { Source } from '../testing/bundle.ts';

const given: Source = {
  resourceType: 'Immunization', id: 'i1', status: 'completed', notGiven: false, vaccineCode: { text: 'MMR' }, patient: SUBJECT, date: '2020-11',
  primarySource: true,
};

test('a vaccination keeps its date as precise as it was, when it was recorded, and who was there', () => {
  const extension = [
    { url: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-DateRecorded-1', valueDateTime: '2020-12-14T10:29:24.01+00:00' },
    { url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ParentPresent-1', valueBoolean: true },
  ];
  const vaccinationProtocol = [{ doseSequence: 2, description: 'Second', doseStatus: { coding: [{ code: 'count' }] } }];
  assert.deepEqual(converted({ ...given, extension, vaccinationProtocol }), [{
    resourceType: 'Immunization', id: 'i1', status: 'completed', vaccineCode: { text: 'MMR' }, patient: SUBJECT, occurrenceDateTime: '2020-11',
    recorded: '2020-12-14T10:29:24.01+00:00', primarySource: true,
    protocolApplied: [{
      doseNumberPositiveInt: 2,
      extension: [
        { url: 'http://hl7.org/fhir/3.0/StructureDefinition/extension-Immunization.vaccinationProtocol.description', valueString: 'Second' },
        { url: 'http://hl7.org/fhir/3.0/StructureDefinition/extension-Immunization.vaccinationProtocol.doseStatus', valueCodeableConcept: { coding: [{ code: 'count' }] } },
      ],
    }],
    extension: [{ url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ParentPresent', valueBoolean: true }],
  }]);
});

test('a vaccination that was not given is not done, whatever its status says', () => {
  const explanation = { reasonNotGiven: [{ text: 'Refused' }] };
  const [read] = converted({ ...given, notGiven: true, explanation });
  assert.ok(read?.resourceType === 'Immunization');
  assert.equal(read.status, 'not-done');
  assert.deepEqual(read.statusReason, { text: 'Refused' });
});

test('a vaccination of unknown date says so', () => {
  const { date: _unknown, ...undated } = given;
  const [read] = converted(undated);
  assert.ok(read?.resourceType === 'Immunization');
  assert.equal(read.occurrenceString, 'Date not recorded');
  assert.equal(read.occurrenceDateTime, undefined);
});
