import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../json.ts';
import { faults, OBSERVATION, PATIENT, validator } from '../samples.ts';
import { INVARIANTS } from './all.ts';

const THO = 'http://terminology.hl7.org/CodeSystem/';
const UCUM = 'http://unitsofmeasure.org';
const coded = (system: string, code: string) => ({ coding: [{ system: `${THO}${system}`, code }] });
const error = { verificationStatus: coded('condition-ver-status', 'entered-in-error') };
const allergyError = { verificationStatus: coded('allergyintolerance-verification', 'entered-in-error') };
const active = { clinicalStatus: coded('condition-clinical', 'active') };
const resolved = { clinicalStatus: coded('condition-clinical', 'resolved') };
const problem = { category: [coded('condition-category', 'problem-list-item')] };
const code = { coding: [{ system: 'a', code: '1' }] };
const request = { request: { method: 'GET', url: 'x' } };
const response = { response: { status: '200' } };

/** `Type key`: objects that keep the rule, and objects that break it. */
const CASES: Record<string, { good: JsonObject[]; bad: JsonObject[] }> = {
  'Age qty-3': { good: [{ code: 'a', system: UCUM }], bad: [{ code: 'a' }] },
  'Age age-1': { good: [{ value: 1, code: 'a', system: UCUM }, {}], bad: [{ value: 1, system: UCUM }, { value: 1, code: 'a', system: 'x' }, { value: 0, code: 'a', system: UCUM }] },
  'Attachment att-1': { good: [{ data: 'YQ==', contentType: 'text/plain' }, { url: 'x' }], bad: [{ data: 'YQ==' }] },
  'ContactPoint cpt-2': { good: [{ system: 'phone', value: '1' }, { use: 'home' }], bad: [{ value: '1' }] },
  'Count qty-3': { good: [{ code: '1', system: UCUM }], bad: [{ code: '1' }] },
  'Count cnt-3': { good: [{ value: 3, code: '1', system: UCUM }], bad: [{ value: 3 }, { value: 1.5, code: '1', system: UCUM }, { value: 3, code: 'kg', system: UCUM }] },
  'DataRequirement.codeFilter drq-1': { good: [{ path: 'a' }], bad: [{}, { path: 'a', searchParam: 'b' }] },
  'DataRequirement.dateFilter drq-2': { good: [{ searchParam: 'a' }], bad: [{}, { path: 'a', searchParam: 'b' }] },
  'Distance qty-3': { good: [{ code: 'm', system: UCUM }], bad: [{ code: 'm' }] },
  'Distance dis-1': { good: [{ value: 3, code: 'm', system: UCUM }], bad: [{ value: 3 }, { value: 3, code: 'm', system: 'x' }] },
  'Duration qty-3': { good: [{ code: 'h', system: UCUM }], bad: [{ code: 'h' }] },
  'Duration drt-1': { good: [{ value: 3, code: 'h', system: UCUM }, { value: 3, unit: 'hours' }], bad: [{ code: 'h', system: UCUM }, { value: 3, code: 'h', system: 'x' }] },
  'Expression exp-1': { good: [{ expression: 'a' }], bad: [{ language: 'text/cql' }] },
  'Extension ext-1': { good: [{ url: 'x', valueCode: 'a' }, { url: 'x', extension: [] }], bad: [{ url: 'x' }, { url: 'x', valueCode: 'a', extension: [] }] },
  'Period per-1': { good: [{ start: '2020', end: '2020-05' }, { start: '2020-05', end: '2020' }, { start: '2020-05-01', end: '2020-05-01' }, { end: '2020' }], bad: [{ start: '2021', end: '2020-12-31' }, { start: '2020-05-02', end: '2020-05-01' }, { start: '2020-05-01T10:00:00Z', end: '2020-05-01T10:59:59+01:00' }] },
  'Quantity qty-3': { good: [{ code: 'mg', system: UCUM }, { value: 1 }], bad: [{ value: 1, code: 'mg' }] },
  'Range rng-2': { good: [{ low: { value: 1 }, high: { value: 1 } }, { low: { value: 5 } }], bad: [{ low: { value: 2 }, high: { value: 1 } }] },
  'Ratio rat-1': { good: [{ numerator: {}, denominator: {} }, { extension: [] }], bad: [{ numerator: {} }, { denominator: {} }, { id: 'x' }] },
  'SimpleQuantity qty-3': { good: [{ code: 'mg', system: UCUM }], bad: [{ code: 'mg' }] },
  'Timing.repeat tim-1': { good: [{ duration: 1, durationUnit: 'h' }], bad: [{ duration: 1 }] },
  'Timing.repeat tim-2': { good: [{ period: 1, periodUnit: 'd' }], bad: [{ period: 1 }] },
  'Timing.repeat tim-4': { good: [{ duration: 0 }], bad: [{ duration: -1 }] },
  'Timing.repeat tim-5': { good: [{ period: 0 }], bad: [{ period: -1 }] },
  'Timing.repeat tim-6': { good: [{ period: 1, periodMax: 2 }], bad: [{ periodMax: 2 }] },
  'Timing.repeat tim-7': { good: [{ duration: 1, durationMax: 2 }], bad: [{ durationMax: 2 }] },
  'Timing.repeat tim-8': { good: [{ count: 1, countMax: 2 }], bad: [{ countMax: 2 }] },
  'Timing.repeat tim-9': { good: [{ offset: 10, when: ['AC'] }], bad: [{ offset: 10 }, { offset: 10, when: ['CM'] }] },
  'Timing.repeat tim-10': { good: [{ when: ['AC'] }], bad: [{ when: ['AC'], timeOfDay: ['10:00:00'] }] },
  'TriggerDefinition trd-1': { good: [{ data: [] }], bad: [{ data: [], timingDate: '2020' }] },
  'TriggerDefinition trd-2': { good: [{ data: [], condition: {} }], bad: [{ condition: {} }] },
  'Bundle bdl-1': { good: [{ type: 'searchset', total: 1 }, { type: 'batch' }], bad: [{ type: 'batch', total: 1 }] },
  'Bundle bdl-2': { good: [{ type: 'searchset', entry: [{ search: {} }] }], bad: [{ type: 'history', entry: [{ search: {} }] }] },
  'Bundle bdl-3': { good: [{ type: 'batch', entry: [request] }, { type: 'collection', entry: [{}] }], bad: [{ type: 'transaction', entry: [request, {}] }, { type: 'collection', entry: [request] }] },
  'Bundle bdl-4': { good: [{ type: 'batch-response', entry: [response] }], bad: [{ type: 'transaction-response', entry: [{}] }, { type: 'batch', entry: [response] }] },
  'Bundle bdl-7': {
    good: [{ type: 'history', entry: [{ fullUrl: 'a' }, { fullUrl: 'a' }] }, { entry: [{ fullUrl: 'a', resource: { meta: { versionId: '1' } } }, { fullUrl: 'a', resource: { meta: { versionId: '2' } } }] }],
    bad: [{ type: 'batch', entry: [{ fullUrl: 'a' }, { fullUrl: 'a' }] }],
  },
  'Bundle bdl-9': { good: [{ type: 'document', identifier: { system: 'a', value: 'b' } }], bad: [{ type: 'document' }, { type: 'document', identifier: { value: 'b' } }] },
  'Bundle bdl-10': { good: [{ type: 'document', timestamp: 'x' }], bad: [{ type: 'document' }] },
  'Bundle bdl-11': { good: [{ type: 'document', entry: [{ resource: { resourceType: 'Composition' } }] }], bad: [{ type: 'document' }, { type: 'document', entry: [{ resource: { resourceType: 'Patient' } }] }] },
  'Bundle bdl-12': { good: [{ type: 'message', entry: [{ resource: { resourceType: 'MessageHeader' } }] }], bad: [{ type: 'message', entry: [{}] }] },
  'Bundle.entry bdl-5': { good: [{ resource: {} }, request, response], bad: [{ fullUrl: 'x' }] },
  'Bundle.entry bdl-8': { good: [{ fullUrl: 'http://x/Patient/1' }], bad: [{ fullUrl: 'http://x/Patient/1/_history/2' }] },
  'Parameters.parameter inv-1': { good: [{ valueCode: 'a' }, { part: [] }, { resource: {} }], bad: [{}, { valueCode: 'a', part: [] }, { valueCode: 'a', resource: {} }] },
  'AllergyIntolerance ait-1': { good: [active, allergyError], bad: [{}, error] },
  'AllergyIntolerance ait-2': { good: [active, allergyError], bad: [{ ...active, ...allergyError }] },
  'CarePlan.activity cpl-3': { good: [{ detail: {} }], bad: [{ detail: {}, reference: {} }] },
  'Composition.section cmp-1': { good: [{ text: {} }, { entry: [] }, { section: [] }], bad: [{ title: 'x' }] },
  'Composition.section cmp-2': { good: [{ emptyReason: {} }], bad: [{ emptyReason: {}, entry: [] }] },
  'Condition con-3': { good: [{}, { ...problem, ...active }, { ...problem, ...error }], bad: [problem] },
  'Condition con-4': { good: [{ abatementDateTime: '2020', ...resolved }], bad: [{ abatementDateTime: '2020', ...active }, { abatementString: 'x' }] },
  'Condition con-5': { good: [active, error], bad: [{ ...active, ...error }] },
  'Condition.stage con-1': { good: [{ summary: {} }], bad: [{ type: {} }] },
  'Condition.evidence con-2': { good: [{ detail: [] }], bad: [{ id: 'x' }] },
  'FamilyMemberHistory fhs-1': { good: [{ ageString: 'x' }], bad: [{ ageString: 'x', bornString: 'y' }] },
  'FamilyMemberHistory fhs-2': { good: [{ ageString: 'x', estimatedAge: true }], bad: [{ estimatedAge: true }] },
  'Goal.target gol-1': { good: [{ measure: {} }, { detailString: 'x', measure: {} }], bad: [{ detailString: 'x' }] },
  'Immunization.education imm-1': { good: [{ documentType: 'x' }], bad: [{ publicationDate: '2020' }] },
  'ImmunizationRecommendation.recommendation imr-1': { good: [{ targetDisease: {} }], bad: [{}] },
  'List lst-1': { good: [{ emptyReason: {} }], bad: [{ emptyReason: {}, entry: [] }] },
  'List lst-2': { good: [{ mode: 'changes', entry: [{ deleted: true }] }, { mode: 'working', entry: [{}] }], bad: [{ mode: 'working', entry: [{ deleted: true }] }] },
  'List lst-3': { good: [{ mode: 'working', entry: [{ date: '2020' }] }], bad: [{ mode: 'changes', entry: [{ date: '2020' }] }] },
  'MedicationAdministration.dosage mad-1': { good: [{ dose: {} }, { rateQuantity: {} }], bad: [{ text: 'x' }] },
  'MedicationDispense mdd-1': { good: [{ whenPrepared: '2020-01-01', whenHandedOver: '2020-01-01' }], bad: [{ whenPrepared: '2020-01-02', whenHandedOver: '2020-01-01' }] },
  'Observation obs-6': { good: [{ dataAbsentReason: {} }, { valueString: 'x' }], bad: [{ dataAbsentReason: {}, valueString: 'x' }] },
  'Observation obs-7': { good: [{ code, component: [{ code }] }, { code, valueString: 'x', component: [{ code: { coding: [{ system: 'a', code: '2' }] } }] }], bad: [{ code, valueString: 'x', component: [{ code }] }] },
  'Observation.referenceRange obs-3': { good: [{ text: 'x' }, { low: {} }], bad: [{ type: {} }] },
  'QuestionnaireResponse.item qrs-1': { good: [{ answer: [] }], bad: [{ answer: [], item: [] }] },
  'RiskAssessment.prediction ras-2': { good: [{ probabilityDecimal: 100 }], bad: [{ probabilityDecimal: 100.1 }] },
  'ServiceRequest prr-1': { good: [{ orderDetail: [], code: {} }], bad: [{ orderDetail: [] }] },
  'Appointment app-2': { good: [{}, { start: 'a', end: 'b' }], bad: [{ start: 'a' }, { end: 'b' }] },
  'Appointment app-3': { good: [{ status: 'proposed' }, { status: 'booked', start: 'a', end: 'b' }], bad: [{ status: 'booked' }] },
  'Appointment app-4': { good: [{ status: 'cancelled', cancelationReason: {} }], bad: [{ status: 'booked', cancelationReason: {} }] },
  'Appointment.participant app-1': { good: [{ actor: {} }], bad: [{ status: 'accepted' }] },
  'Consent ppc-1': { good: [{ policyRule: {} }], bad: [{}] },
  'Group grp-1': { good: [{ actual: true, member: [] }, { actual: false }], bad: [{ actual: false, member: [] }] },
  'Linkage lnk-1': { good: [{ item: [{}, {}] }], bad: [{ item: [{}] }] },
  'Organization org-1': { good: [{ name: 'x' }], bad: [{ active: true }] },
  'Organization org-2': { good: [{ address: [{ use: 'work' }] }], bad: [{ address: [{ use: 'home' }] }] },
  'Organization org-3': { good: [{ telecom: [{ use: 'work' }] }], bad: [{ telecom: [{ use: 'home' }] }] },
  'Patient.contact pat-1': { good: [{ name: {} }, { telecom: [] }], bad: [{ gender: 'male' }] },
  'Questionnaire.item que-1': { good: [{ type: 'group', item: [] }, { type: 'display' }], bad: [{ type: 'group' }, { type: 'display', item: [] }] },
  'Questionnaire.item que-4': { good: [{ answerOption: [] }], bad: [{ answerOption: [], answerValueSet: 'x' }] },
  'Questionnaire.item que-6': { good: [{ type: 'string', required: true }], bad: [{ type: 'display', required: true }] },
  'Questionnaire.item que-8': { good: [{ type: 'string', initial: [] }], bad: [{ type: 'group', initial: [] }] },
  'Questionnaire.item que-11': { good: [{ initial: [] }], bad: [{ initial: [], answerOption: [] }] },
  'Questionnaire.item que-12': { good: [{ enableWhen: [{}, {}] }, { enableWhen: [{}, {}, {}], enableBehavior: 'all' }], bad: [{ enableWhen: [{}, {}, {}] }] },
  'Questionnaire.item que-13': { good: [{ initial: [{}] }, { repeats: true, initial: [{}, {}] }], bad: [{ initial: [{}, {}] }] },
  'Questionnaire.item.enableWhen que-7': { good: [{ operator: 'exists', answerBoolean: true }, { operator: '=', answerString: 'x' }], bad: [{ operator: 'exists', answerString: 'x' }] },
  'RequestGroup.action rqg-1': { good: [{ resource: {} }], bad: [{}, { resource: {}, action: [] }] },
  'Task inv-1': { good: [{ authoredOn: '2020', lastModified: '2020-05' }], bad: [{ authoredOn: '2020-02', lastModified: '2020-01' }] },
  'ValueSet.compose.include vsd-1': { good: [{ system: 'x' }], bad: [{ version: '1' }] },
  'ValueSet.compose.include vsd-2': { good: [{ system: 'x', concept: [] }], bad: [{ concept: [] }] },
  'ValueSet.compose.include vsd-3': { good: [{ concept: [] }], bad: [{ concept: [], filter: [] }] },
};

const ALL = Object.entries(INVARIANTS).flatMap(([type, rules]) => rules.map((rule) => ({ name: `${type} ${rule.fault.message.split(':')[0] ?? ''}`, rule })));

test('every invariant keeps what FHIR R4 allows and breaks on what it forbids', () => {
  assert.deepEqual(new Set(Object.keys(CASES)), new Set(ALL.map(({ name }) => name)), 'each has its cases');
  for (const [name, { good, bad }] of Object.entries(CASES)) {
    const rules = ALL.filter((one) => one.name === name).map((one) => one.rule);
    for (const value of good) assert.ok(rules.every((rule) => rule.holds(value)), `${name} keeps ${JSON.stringify(value)}`);
    for (const value of bad) assert.ok(rules.some((rule) => !rule.holds(value)), `${name} breaks on ${JSON.stringify(value)}`);
  }
});

test('no invariant throws on nonsense', () => {
  const keys = new Set(Object.values(CASES).flatMap(({ good, bad }) => [...good, ...bad]).flatMap(Object.keys));
  for (const nonsense of [null, 1, '', 'x', [], [null], [[1]], {}, { coding: 1 }, { coding: [null] }, { value: {} }])
    for (const { rule } of ALL) rule.holds(Object.fromEntries([...keys].map((key) => [key, nonsense])));
});

test('a broken invariant is reported once, at the object it governs, by its key', () => {
  const issues = validator.validate({ ...OBSERVATION, dataAbsentReason: { text: 'x' }, valueString: 'y' });
  assert.deepEqual(issues.map(({ severity, code: kind, expression, message }) => [severity, kind, expression, message.slice(0, 6)]), [['error', 'invariant', 'Observation', 'obs-6:']]);
  assert.deepEqual(faults({ ...PATIENT, name: [{ family: 'x', period: { start: '2020', end: '2019' } }] }), ['invariant Patient.name[0].period']);
  assert.deepEqual(faults({ ...PATIENT, extension: [{ url: 'http://x' }] }), ['invariant Patient.extension[0]']);
  const [systolic] = OBSERVATION.component;
  assert.deepEqual(faults({ ...OBSERVATION, component: [systolic, { ...systolic, valueQuantity: { value: 1, code: 'mm' } }] }), ['invariant Observation.component[1].valueQuantity']);
});
