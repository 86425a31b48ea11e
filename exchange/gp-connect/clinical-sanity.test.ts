import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertStructuredRecord } from './migrate-structured-record.ts';
import { example } from './testing/examples.ts';
import { find, isOf } from './testing/find.ts';

/** Entries picked by hand from the source files, as a clinician must find them in the R4 record. */

const UK_CORE = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-';
const UCUM = 'http://unitsofmeasure.org';
const SCT_DESCRIPTION = 'http://hl7.org/fhir/StructureDefinition/coding-sctdescid';

test('a blood pressure keeps its codes and gains those of the R4 profile', () => {
  const record = convertStructuredRecord(example('9465701459_Nel_full_20210119.json'));
  assert.deepEqual(find(record, 'Observation', '9BEFB146-B729-4EB8-908C-539B279FFEB5'), {
    resourceType: 'Observation',
    id: '9BEFB146-B729-4EB8-908C-539B279FFEB5',
    identifier: [{ system: 'https://EMISWeb/A82038', value: '9BEFB146-B729-4EB8-908C-539B279FFEB5' }],
    status: 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs', display: 'Vital Signs' }] }],
    code: {
      coding: [
        { system: 'http://read.info/readv2', code: '246..00', display: 'O/E - blood pressure reading', userSelected: true },
        { extension: [{ url: SCT_DESCRIPTION, valueId: '254063019' }], system: 'http://snomed.info/sct', code: '163020007', display: 'O/E - blood pressure reading' },
        { system: 'http://loinc.org', code: '85354-9', display: 'Blood pressure panel with all children optional' },
      ],
    },
    subject: { reference: 'Patient/88F14BF6-CADE-47D6-90E2-B10519BF956F' },
    encounter: { reference: 'Encounter/4088F3A1-CE58-4374-AABA-763C31738281' },
    effectiveDateTime: '2010-07-14T17:55:00+01:00',
    issued: '2010-07-14T16:28:13.577+01:00',
    performer: [{ reference: 'Practitioner/6D340A1B-BC15-4D4E-93CF-BBCB5B74DF73', display: 'Dr David McAvenue' }],
    note: [{ text: 'This is the BP reading in a consultation with a note' }],
    component: [
      {
        code: {
          coding: [
            { system: 'http://read.info/readv2', code: '2469.00', display: 'O/E - Systolic BP reading', userSelected: true },
            { extension: [{ url: SCT_DESCRIPTION, valueId: '120159016' }], system: 'http://snomed.info/sct', code: '72313002', display: 'Systolic arterial pressure' },
            { system: 'http://loinc.org', code: '8480-6', display: 'Systolic blood pressure' },
          ],
          text: 'Systolic blood pressure',
        },
        valueQuantity: { value: 120, unit: 'mm[Hg]', system: UCUM, code: 'mm[Hg]' },
      },
      {
        code: {
          coding: [
            { system: 'http://read.info/readv2', code: '246A.00', display: 'O/E - Diastolic BP reading', userSelected: true },
            { extension: [{ url: SCT_DESCRIPTION, valueId: '2734671000000117' }], system: 'http://snomed.info/sct', code: '1091811000000102', display: 'Diastolic arterial pressure' },
            { system: 'http://loinc.org', code: '8462-4', display: 'Diastolic blood pressure' },
          ],
          text: 'Diastolic blood pressure',
        },
        valueQuantity: { value: 75, unit: 'mm[Hg]', system: UCUM, code: 'mm[Hg]' },
      },
    ],
  });
});

test('a repeat medication with three issues: plan, issues and statement each stand on their own', () => {
  const record = convertStructuredRecord(example('9465698490_Daniels_full_20210119.json'));
  const plan = '18DBDF07-1AF0-488E-B600-6BE473FC03C2';
  const medicine = {
    coding: [
      { system: 'https://fhir.hl7.org.uk/Id/emis-drug-codes', code: 'COCA27288EMIS', display: 'Co-codamol 30mg/500mg capsules', userSelected: true },
      { system: 'http://snomed.info/sct', code: '322366004', display: 'Co-codamol 30mg/500mg capsules' },
    ],
  };
  assert.deepEqual(find(record, 'MedicationRequest', plan), {
    resourceType: 'MedicationRequest',
    id: plan,
    extension: [
      {
        url: `${UK_CORE}PrescriptionType`,
        valueCodeableConcept: { coding: [{ system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-PrescriptionType', code: 'repeat', display: 'Repeat' }] },
      },
      {
        url: `${UK_CORE}MedicationRepeatInformation`,
        extension: [
          { url: 'numberOfRepeatPrescriptionsAllowed', valueUnsignedInt: 12 },
          { url: 'numberOfPrescriptionsIssued', valueUnsignedInt: 3 },
        ],
      },
    ],
    identifier: [{ system: 'https://EMISWeb/A82038', value: plan }],
    groupIdentifier: { value: plan.toLowerCase() },
    status: 'active',
    intent: 'plan',
    medicationCodeableConcept: medicine,
    subject: { reference: 'Patient/2FE2854D-CF58-4AEE-8F71-257ADF74FE21' },
    authoredOn: '2010-01-14T10:38:06.757+00:00',
    recorder: { reference: 'Practitioner/6D340A1B-BC15-4D4E-93CF-BBCB5B74DF73', display: 'Dr David McAvenue' },
    courseOfTherapyType: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy', code: 'continuous', display: 'Continuous long term therapy' }],
    },
    dosageInstruction: [{ text: 'One Or Two To Be Taken Four Times A Day When Required' }],
    dispenseRequest: {
      validityPeriod: { start: '2010-01-14' },
      quantity: { value: 224, unit: 'capsule' },
      expectedSupplyDuration: { value: 28, unit: 'day', system: UCUM, code: 'd' },
    },
  });
  const issues = record.resources.filter((each) => isOf(each, 'MedicationRequest'))
    .filter((each) => each.basedOn?.some(({ reference }) => reference === `MedicationRequest/${plan}`));
  assert.deepEqual(
    issues.map(({ id, intent, status, authoredOn, medicationCodeableConcept }) => ({ id, intent, status, authoredOn, medicationCodeableConcept })),
    [
      ['F082B246-1A94-4CB0-A45D-6EF79FFBC67C', '2010-01-14T10:38:07.553+00:00'],
      ['FDF13498-E100-4FB2-A039-A368F27CC399', '2010-01-18T14:45:21.7+00:00'],
      ['08F2F580-55D4-49BC-99E9-58E850DCF43D', '2010-01-20T09:35:28.96+00:00'],
    ].map(([id, authoredOn]) => ({ id, intent: 'order', status: 'completed', authoredOn, medicationCodeableConcept: medicine })),
  );
  const statement = find(record, 'MedicationStatement', `${plan}-MS`);
  assert.deepEqual(statement.medicationCodeableConcept, medicine);
  assert.equal(statement.status, 'active');
  assert.deepEqual(statement.effectivePeriod, { start: '2010-01-14' });
  assert.equal(statement.extension?.find(({ url }) => url === `${UK_CORE}MedicationStatementLastIssueDate`)?.valueDateTime, '2010-01-20T00:00:00+00:00');
  assert.equal(statement.extension?.find(({ url }) => url === `${UK_CORE}MedicationPrescribingAgency`)?.valueCodeableConcept?.coding?.[0]?.code, 'prescribed-at-gp-practice');
  const fate = record.entries.find((each) => each.id === '7D43CFB0-7561-4C5C-A89A-7DD787395361');
  assert.deepEqual(fate, {
    place: 'entry[403]', type: 'Medication', id: '7D43CFB0-7561-4C5C-A89A-7DD787395361', outcome: 'merged',
    target: `MedicationRequest/${plan}`,
    reason: 'It stands within each resource that refers to it: 5 in all, of which this is the first.',
  });
});

test('a medication stopped for a reason says why and when', () => {
  const record = convertStructuredRecord(example('9465698490_Daniels_full_20210119.json'));
  const stopped = record.resources.filter((each) => isOf(each, 'MedicationRequest')).filter((each) => each.statusReason);
  assert.equal(stopped.length, 15);
  for (const each of stopped) {
    assert.equal(each.status, 'stopped');
    const ext = each.extension?.find(({ url }) => url.endsWith('Extension-CareConnect-GPC-MedicationStatusReason-1'));
    assert.deepEqual(ext?.extension?.map((part) => part.url), ['statusChangeDate']);
  }
});

test('a report leads to its test group, the group to its tests, and a test keeps value, range and remark', () => {
  const record = convertStructuredRecord(example('9465701718_Guerra_full_20210119.json'));
  const report = find(record, 'DiagnosticReport', '9F5631B5-67BE-4A36-9E4C-8A28742239FE');
  assert.equal(report.status, 'unknown');
  assert.equal(report.issued, '2003-06-02T17:52:00+01:00');
  assert.equal(report.specimen?.length, 3);
  assert.equal(report.category?.[0]?.coding?.[0]?.system, 'http://terminology.hl7.org/CodeSystem/v2-0074');
  assert.ok(report.result?.some(({ reference }) => reference === 'Observation/057C3B4D-69BD-4DCB-915C-3DC0AF875E50'));
  const group = find(record, 'Observation', '057C3B4D-69BD-4DCB-915C-3DC0AF875E50');
  assert.deepEqual(group.hasMember?.map(({ reference }) => reference), [
    'Observation/8CC6511A-ABAC-4AB0-8879-06E3C7006469',
    'Observation/174808E1-1A4D-44F9-8E47-132A8D4CB55B',
    'Observation/40FD13C3-50FB-423F-8E42-F1E630260521',
    'Observation/E7DD9AF8-4865-4FE8-B2BE-B1AA65150A7F',
  ]);
  assert.deepEqual(group.interpretation, [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0078', code: 'A', display: 'Abnormal' }] }]);
  const ldl = find(record, 'Observation', 'E7DD9AF8-4865-4FE8-B2BE-B1AA65150A7F');
  assert.deepEqual(ldl.valueQuantity, { value: 5.5, unit: 'mmol/L' });
  assert.deepEqual(ldl.referenceRange, [{ low: { value: 2, unit: 'mmol/L' }, high: { value: 4, unit: 'mmol/L' } }]);
  assert.deepEqual(ldl.interpretation, [{ text: 'HI - Above high reference limit' }]);
  assert.match(ldl.note?.[0]?.text ?? '', /^ {29}Cholesterol 6\.5 - 7\.8 Moderate Risk of CHD\n/);
  assert.deepEqual(ldl.category, [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory', display: 'Laboratory' }] }]);
});

test('results keep comparators, and ranges that are only words or have several bands', () => {
  const record = convertStructuredRecord(example('9465701718_Guerra_full_20210119.json'));
  const eosinophils = find(record, 'Observation', 'B6EE8FE1-F006-485A-9872-83A11897B205');
  assert.deepEqual(eosinophils.valueQuantity, { value: 0.1, comparator: '<', unit: '10*9/L' });
  assert.deepEqual(eosinophils.derivedFrom, [{ reference: 'Observation/E5A4B9BC-879A-424D-BBC8-54A632843EFC' }]);
  assert.deepEqual(find(record, 'Observation', 'EA5F9724-7E16-4186-8F69-E5EB51CA4047').referenceRange, [{ text: '< 200.000 mg/L' }]);
  const bands = find(record, 'Observation', 'F022B5F4-66E8-4DDD-ABAA-10C98713E7EE').referenceRange;
  assert.deepEqual(bands?.map((band) => [band.type?.text, band.low?.value, band.high?.value]).slice(0, 2), [['Equivocal', 160, 200], ['Low', 0, 160]]);
  const observations = record.resources.filter((each) => isOf(each, 'Observation'));
  assert.equal(observations.flatMap((each) => each.hasMember ?? []).length, 105);
  assert.equal(observations.flatMap((each) => each.derivedFrom ?? []).length, 35);
});

test('a problem keeps its significance, the entry it is about, and what is linked to it', () => {
  const record = convertStructuredRecord(example('9465699918_Magre_full_20210119.json'));
  const id = '6A680710-383E-4A6D-930F-5E623EF27786';
  const related = [
    'Observation/6EFE20B1-7D93-43A3-AA60-96739A0A137B', 'Encounter/55D7BD44-DF87-4E3C-B029-B9A4C19A634C',
    'List/55D7BD44-DF87-4E3C-B029-B9A4C19A634C-PG0', 'Observation/0C985C5C-110B-485E-A0E4-5AD69B16CB70',
    'Observation/CDB6D949-9E56-477E-BD7C-B7C9C831F20B', 'ServiceRequest/73EE7955-2C6E-49EE-92FA-325F1A6BE705',
  ];
  assert.deepEqual(find(record, 'Condition', `${id}-PROB`), {
    resourceType: 'Condition',
    id: `${id}-PROB`,
    extension: [
      { url: `${UK_CORE}ActualProblem`, valueReference: { reference: `Observation/${id}` } },
      ...related.map((reference) => ({ url: `${UK_CORE}RelatedClinicalContent`, valueReference: { reference } })),
      { url: `${UK_CORE}ProblemSignificance`, valueCode: 'major' },
    ],
    identifier: [{ system: 'https://EMISWeb/A82038', value: `${id}-PROB` }],
    clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-category', code: 'problem-list-item', display: 'Problem List Item' }] }],
    code: { coding: [{ extension: [{ url: SCT_DESCRIPTION, valueId: '301485011' }], system: 'http://snomed.info/sct', code: '195967001', display: 'Asthma', userSelected: true }] },
    subject: { reference: 'Patient/7DC1C5D8-540B-4A7C-8E19-CBD3426A8CC6' },
    onsetDateTime: '2019-09-02',
    recordedDate: '2020-12-14T10:19:13.83+00:00',
    asserter: { reference: 'Practitioner/2DB481A3-306A-4133-9491-1558161D6A2B', display: 'Mr GPONE TEMPLE SOWERBY' },
  });
});

test('a consultation keeps its structure: encounter, consultation, topic, category, entries, in order', () => {
  const record = convertStructuredRecord(example('9465699918_Magre_full_20210119.json'));
  const encounter = 'Encounter/55D7BD44-DF87-4E3C-B029-B9A4C19A634C';
  const lists = record.resources.filter((each) => isOf(each, 'List')).filter((each) => each.encounter?.reference === encounter);
  const consultation = lists.find((each) => each.code?.coding?.[0]?.code === '325851000000107');
  const topics = lists.filter((each) => each.code?.coding?.[0]?.code === '25851000000105');
  assert.deepEqual(consultation?.entry?.map(({ item }) => item.reference), topics.map((each) => `List/${each.id}`));
  assert.equal(
    topics[0]?.extension?.find(({ url }) => url === `${UK_CORE}RelatedProblemHeader`)?.extension?.[0]?.valueReference?.reference,
    'Condition/6A680710-383E-4A6D-930F-5E623EF27786-PROB',
  );
  const categories = lists.filter((each) => each.code?.coding?.[0]?.code === '24781000000107');
  assert.ok(categories.length > 0 && categories.every((each) => (each.entry?.length ?? 0) > 0));
});
