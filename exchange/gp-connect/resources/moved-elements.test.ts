import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertStructuredRecord } from '../migrate-structured-record.ts';
import { bundleOf, converted, SUBJECT } from '../testing/bundle.ts';

/** Types that the example records lack: what changes its place or shape between STU3 and R4. */

test('a procedure that was not done is not done, and who took part in what function is kept', () => {
  assert.deepEqual(
    converted({
      resourceType: 'Procedure', id: 'x', status: 'aborted', notDone: false, subject: SUBJECT, notDoneReason: { text: 'r' },
      performer: [{ role: { text: 'surgeon' }, actor: SUBJECT }],
    }),
    [{ resourceType: 'Procedure', id: 'x', status: 'stopped', subject: SUBJECT, statusReason: { text: 'r' }, performer: [{ function: { text: 'surgeon' }, actor: SUBJECT }] }],
  );
  const [read] = converted({ resourceType: 'Procedure', id: 'x', status: 'completed', notDone: true, subject: SUBJECT });
  assert.equal(read?.resourceType === 'Procedure' && read.status, 'not-done');
});

test('an item of a questionnaire response that has no linkId gets its position', () => {
  const [read] = converted({
    resourceType: 'QuestionnaireResponse', id: 'x', status: 'completed', parent: [SUBJECT], questionnaire: { identifier: { value: 'q' } },
    item: [{ linkId: 'own', text: 'a' }, { text: 'b', item: [{ text: 'c', answer: [{ valueBoolean: false }] }] }],
  });
  assert.deepEqual(read, {
    resourceType: 'QuestionnaireResponse', id: 'x', status: 'completed', partOf: [SUBJECT],
    item: [{ linkId: 'own', text: 'a' }, { linkId: '2', text: 'b', item: [{ linkId: '2.1', text: 'c', answer: [{ valueBoolean: false }] }] }],
    extension: [{
      url: 'http://hl7.org/fhir/3.0/StructureDefinition/extension-QuestionnaireResponse.questionnaire',
      extension: [{ url: 'identifier', extension: [{ url: 'value', valueString: 'q' }] }],
    }],
  });
});

test('a service of the directory keeps its programmes and who may use it', () => {
  const { directory } = convertStructuredRecord(bundleOf({
    resourceType: 'HealthcareService', id: 'x', name: 'Clinic', category: { text: 'c' }, programName: ['One'], eligibility: { text: 'all' }, eligibilityNote: 'n',
  }));
  assert.deepEqual(directory, [{
    resourceType: 'HealthcareService', id: 'x', name: 'Clinic', category: [{ text: 'c' }], program: [{ text: 'One' }], eligibility: [{ code: { text: 'all' }, comment: 'n' }],
  }]);
});

test('a report keeps the role of who performed it, and an image becomes media', () => {
  const [read] = converted({
    resourceType: 'DiagnosticReport', id: 'x', status: 'appended', code: { text: 'X-ray' }, performer: [{ role: { coding: [{ code: 'r' }] }, actor: SUBJECT }],
    image: [{ comment: 'left', link: SUBJECT }], codedDiagnosis: [{ text: 'fracture' }],
  });
  assert.deepEqual(read, {
    resourceType: 'DiagnosticReport', id: 'x', status: 'appended', code: { text: 'X-ray' },
    performer: [{ ...SUBJECT, extension: [{ url: 'http://hl7.org/fhir/3.0/StructureDefinition/extension-DiagnosticReport.performer.role', valueCodeableConcept: { coding: [{ code: 'r' }] } }] }],
    media: [{ comment: 'left', link: SUBJECT }], conclusionCode: [{ text: 'fracture' }],
  });
});

test('an observation keeps links of every kind, and a specimen whether the patient fasted', () => {
  const observation = { resourceType: 'Observation', status: 'final', code: { text: 'c' } };
  const [, read] = converted({ ...observation, id: 'a' }, { ...observation, id: 'b', related: [{ type: 'replaces', target: { reference: 'Observation/a' } }] });
  assert.deepEqual(read, {
    ...observation, id: 'b',
    extension: [{
      url: 'http://hl7.org/fhir/3.0/StructureDefinition/extension-Observation.related',
      extension: [{ url: 'type', valueString: 'replaces' }, { url: 'target', valueReference: { reference: 'Observation/a' } }],
    }],
  });
  const fasting = { url: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-FastingStatus-1', valueCodeableConcept: { text: 'F' } };
  assert.deepEqual(converted({ resourceType: 'Specimen', id: 's', collection: { extension: [fasting] } }), [
    { resourceType: 'Specimen', id: 's', collection: { fastingStatusCodeableConcept: { text: 'F' } } },
  ]);
});
