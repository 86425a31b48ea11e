/** Invariants of the resources of administration: people, places, appointments, tasks, forms. */
import { objects } from '../json.ts';
import { has, hasAny, inOrder, type Invariants, invariant } from './invariant.ts';

const UNTIMED = new Set<unknown>(['proposed', 'cancelled', 'waitlist']);
const NOT_ATTENDED = new Set<unknown>(['noshow', 'cancelled']);

export const ADMINISTRATIVE_INVARIANTS: Invariants = {
  Appointment: [
    invariant('app-2', 'must have both start and end, or neither', (a) => has(a, 'start') === has(a, 'end')),
    invariant('app-3', 'only proposed, cancelled or waitlisted appointments may lack start and end', (a) =>
      (has(a, 'start') && has(a, 'end')) || UNTIMED.has(a['status'])),
    invariant('app-4', 'cancelationReason is allowed only when cancelled or not attended', (a) => !has(a, 'cancelationReason') || NOT_ATTENDED.has(a['status'])),
  ],
  'Appointment.participant': [invariant('app-1', 'must have a type or an actor', (p) => hasAny(p, 'type', 'actor'))],
  Consent: [invariant('ppc-1', 'must have a policy or a policyRule', (c) => hasAny(c, 'policy', 'policyRule'))],
  Group: [invariant('grp-1', 'members need an actual group', (g) => !has(g, 'member') || g['actual'] === true)],
  Linkage: [invariant('lnk-1', 'must link at least two items', (l) => objects(l['item']).length > 1)],
  Organization: [
    invariant('org-1', 'must have a name or an identifier', (o) => hasAny(o, 'name', 'identifier')),
    invariant('org-2', 'an address must not be of use home', (o) => !objects(o['address']).some((address) => address['use'] === 'home')),
    invariant('org-3', 'a contact point must not be of use home', (o) => !objects(o['telecom']).some((telecom) => telecom['use'] === 'home')),
  ],
  'Patient.contact': [
    invariant('pat-1', 'must have a name, telecom, address or organization', (c) => hasAny(c, 'name', 'telecom', 'address', 'organization')),
  ],
  'Questionnaire.item': [
    invariant('que-1', 'a group needs items; a display must have none', (i) =>
      (i['type'] !== 'group' || has(i, 'item')) && (i['type'] !== 'display' || !has(i, 'item'))),
    invariant('que-4', 'must not have both answerOption and answerValueSet', (i) => !has(i, 'answerOption') || !has(i, 'answerValueSet')),
    invariant('que-6', 'a display must be neither required nor repeating', (i) => i['type'] !== 'display' || !hasAny(i, 'required', 'repeats')),
    invariant('que-8', 'a group or display has no initial value', (i) => (i['type'] !== 'group' && i['type'] !== 'display') || !has(i, 'initial')),
    invariant('que-11', 'must not have both answerOption and initial', (i) => !has(i, 'answerOption') || !has(i, 'initial')),
    invariant('que-12', 'more than two conditions need an enableBehavior', (i) => objects(i['enableWhen']).length <= 2 || has(i, 'enableBehavior')),
    invariant('que-13', 'several initial values need a repeating item', (i) => i['repeats'] === true || objects(i['initial']).length <= 1),
  ],
  'Questionnaire.item.enableWhen': [
    invariant('que-7', 'exists needs a boolean answer', (w) => w['operator'] !== 'exists' || has(w, 'answerBoolean')),
  ],
  'RequestGroup.action': [invariant('rqg-1', 'must have either a resource or actions', (a) => has(a, 'resource') !== has(a, 'action'))],
  Task: [invariant('inv-1', 'must not be modified before it was authored', (t) => inOrder(t['authoredOn'], t['lastModified']))],
  'ValueSet.compose.include': [
    invariant('vsd-1', 'must have a value set or a system', (i) => hasAny(i, 'valueSet', 'system')),
    invariant('vsd-2', 'concepts and filters need a system', (i) => !hasAny(i, 'concept', 'filter') || has(i, 'system')),
    invariant('vsd-3', 'must not have both concepts and filters', (i) => !has(i, 'concept') || !has(i, 'filter')),
  ],
};
