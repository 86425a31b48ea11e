/** Invariants of the resources of a clinical record. */
import { isJsonObject, type JsonObject, objects } from '../json.ts';
import { has, hasAny, hasChoice, inOrder, type Invariants, invariant, isCoded } from './invariant.ts';

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem/';
const INACTIVE = ['resolved', 'remission', 'inactive'];

const isAllergyError = (a: JsonObject) => isCoded(a['verificationStatus'], `${TERMINOLOGY}allergyintolerance-verification`, 'entered-in-error');
const isConditionError = (c: JsonObject) => isCoded(c['verificationStatus'], `${TERMINOLOGY}condition-ver-status`, 'entered-in-error');
const isProblem = (c: JsonObject) => objects(c['category']).some((category) => isCoded(category, `${TERMINOLOGY}condition-category`, 'problem-list-item'));

export const CLINICAL_INVARIANTS: Invariants = {
  AllergyIntolerance: [
    invariant('ait-1', 'clinicalStatus is required unless entered in error', (a) => has(a, 'clinicalStatus') || isAllergyError(a)),
    invariant('ait-2', 'clinicalStatus is not allowed when entered in error', (a) => !has(a, 'clinicalStatus') || !isAllergyError(a)),
  ],
  'CarePlan.activity': [invariant('cpl-3', 'must not have both detail and reference', (a) => !has(a, 'detail') || !has(a, 'reference'))],
  'Composition.section': [
    invariant('cmp-1', 'must have text, entries or sections', (s) => hasAny(s, 'text', 'entry', 'section')),
    invariant('cmp-2', 'emptyReason is allowed only without entries', (s) => !has(s, 'emptyReason') || !has(s, 'entry')),
  ],
  Condition: [
    invariant('con-3', 'a problem list item needs a clinicalStatus unless entered in error', (c) => has(c, 'clinicalStatus') || isConditionError(c) || !isProblem(c)),
    invariant('con-4', 'abatement needs a clinicalStatus of resolved, remission or inactive', (c) =>
      !hasChoice(c, 'abatement') || isCoded(c['clinicalStatus'], `${TERMINOLOGY}condition-clinical`, ...INACTIVE)),
    invariant('con-5', 'clinicalStatus is not allowed when entered in error', (c) => !has(c, 'clinicalStatus') || !isConditionError(c)),
  ],
  'Condition.stage': [invariant('con-1', 'must have a summary or an assessment', (s) => hasAny(s, 'summary', 'assessment'))],
  'Condition.evidence': [invariant('con-2', 'must have a code or a detail', (e) => hasAny(e, 'code', 'detail'))],
  FamilyMemberHistory: [
    invariant('fhs-1', 'must not have both age and born', (f) => !hasChoice(f, 'age') || !hasChoice(f, 'born')),
    invariant('fhs-2', 'estimatedAge needs an age', (f) => !has(f, 'estimatedAge') || hasChoice(f, 'age')),
  ],
  'Goal.target': [invariant('gol-1', 'a detail needs a measure', (t) => !hasChoice(t, 'detail') || has(t, 'measure'))],
  'Immunization.education': [invariant('imm-1', 'must have a documentType or a reference', (e) => hasAny(e, 'documentType', 'reference'))],
  'ImmunizationRecommendation.recommendation': [
    invariant('imr-1', 'must have a vaccineCode or a targetDisease', (r) => hasAny(r, 'vaccineCode', 'targetDisease')),
  ],
  List: [
    invariant('lst-1', 'emptyReason is allowed only without entries', (l) => !has(l, 'emptyReason') || !has(l, 'entry')),
    invariant('lst-2', 'entry.deleted is allowed only in a list of changes', (l) => l['mode'] === 'changes' || !objects(l['entry']).some((e) => has(e, 'deleted'))),
    invariant('lst-3', 'entry.date is allowed only in a working list', (l) => l['mode'] === 'working' || !objects(l['entry']).some((e) => has(e, 'date'))),
  ],
  'MedicationAdministration.dosage': [invariant('mad-1', 'must have a dose or a rate', (d) => has(d, 'dose') || hasChoice(d, 'rate'))],
  MedicationDispense: [
    invariant('mdd-1', 'must not be handed over before it is prepared', (d) => inOrder(d['whenPrepared'], d['whenHandedOver'])),
  ],
  Observation: [
    invariant('obs-6', 'dataAbsentReason is allowed only without a value', (o) => !has(o, 'dataAbsentReason') || !hasChoice(o, 'value')),
    invariant('obs-7', 'a component must not repeat the code of an observation that has a value', (o) =>
      o['component'] === undefined || !hasChoice(o, 'value') || !objects(o['component']).some((component) => shareCoding(component['code'], o['code']))),
  ],
  'Observation.referenceRange': [invariant('obs-3', 'must have low, high or text', (r) => hasAny(r, 'low', 'high', 'text'))],
  'QuestionnaireResponse.item': [invariant('qrs-1', 'must not have both answers and items', (i) => !has(i, 'answer') || !has(i, 'item'))],
  'RiskAssessment.prediction': [
    invariant('ras-2', 'a probability must not be more than 100', (p) => !(Number(p['probabilityDecimal'] ?? 0) > 100)),
  ],
  ServiceRequest: [invariant('prr-1', 'orderDetail needs a code', (s) => !has(s, 'orderDetail') || has(s, 'code'))],
};

/** Equal in all that FHIRPath compares: two codings that differ in display are not the same coding. */
function shareCoding(a: unknown, b: unknown): boolean {
  const keys = (concept: unknown) => (isJsonObject(concept) ? objects(concept['coding']).map(codingKey) : []);
  const known = new Set(keys(b));
  return keys(a).some((key) => known.has(key));
}

function codingKey({ system, version, code, display, userSelected }: JsonObject): string {
  return JSON.stringify([system, version, code, display, userSelected]);
}
