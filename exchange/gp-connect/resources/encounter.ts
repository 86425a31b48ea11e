import type { Coding, Encounter, EncounterDiagnosis, EncounterLocation, EncounterParticipant } from '@medplum/fhirtypes';
import { codeableConcept, coding, identifier, listOf, period, quantity, reference } from '../reading/datatypes.ts';
import { integer, sameCode } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * Encounter (a GP Connect consultation), STU3 -> R4. What is not named keeps its name.
 * - class, which GP Connect leaves out and R4 demands: see `encounterClass`
 * - incomingReferral -> basedOn
 * - appointment -> appointment[0]
 * - reason -> reasonCode
 * - diagnosis.role -> diagnosis.use
 */
export function encounter(r: Reader, id: string): Stored<Encounter> {
  const type = r.many('type', codeableConcept);
  return r.finish<Stored<Encounter>>({
    resourceType: 'Encounter',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    status: r.one('status', status) ?? 'unknown',
    class: r.one('class', coding) ?? encounterClass(type),
    type,
    priority: r.one('priority', codeableConcept),
    subject: r.one('subject', reference),
    episodeOfCare: r.many('episodeOfCare', reference),
    basedOn: r.many('incomingReferral', reference),
    participant: r.many('participant', participant),
    appointment: r.one('appointment', listOf(reference)),
    period: r.one('period', period),
    length: r.one('length', quantity),
    reasonCode: r.many('reason', codeableConcept),
    diagnosis: r.many('diagnosis', diagnosis),
    account: r.many('account', reference),
    location: r.many('location', location),
    serviceProvider: r.one('serviceProvider', reference),
    partOf: r.one('partOf', reference),
  });
}

const status = sameCode(
  'planned', 'arrived', 'triaged', 'in-progress', 'onleave', 'finished', 'cancelled', 'entered-in-error', 'unknown',
);

/**
 * The class by the words of the encounter's type: telephone, video, online -> VR (virtual); home visit -> HH;
 * all else -> AMB, which general practice is unless something says otherwise.
 */
function encounterClass(type: Encounter['type']): Coding {
  const words = (type ?? []).flatMap((each) => [each.text, ...(each.coding ?? []).map((one) => one.display)]).join(' ');
  if (/\b(telephone|phone|video|online|virtual|e-?consult\w*)\b/i.test(words)) return actCode('VR', 'virtual');
  if (/\bhome visit\b|\bvisit\w* (at|to) home\b/i.test(words)) return actCode('HH', 'home health');
  return actCode('AMB', 'ambulatory');
}

function actCode(code: string, display: string): Coding {
  return { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code, display };
}

const participant: Parse<EncounterParticipant> = (value, place, world) => {
  const r = new Reader('Encounter.participant', value, place, world);
  return r.finish<EncounterParticipant>({
    type: r.many('type', codeableConcept),
    period: r.one('period', period),
    individual: r.one('individual', reference),
  });
};

const diagnosis: Parse<EncounterDiagnosis> = (value, place, world) => {
  const r = new Reader('Encounter.diagnosis', value, place, world);
  return r.finish<EncounterDiagnosis>({
    condition: r.required('condition', reference),
    use: r.one('role', codeableConcept),
    rank: r.one('rank', integer),
  });
};

const location: Parse<EncounterLocation> = (value, place, world) => {
  const r = new Reader('Encounter.location', value, place, world);
  return r.finish<EncounterLocation>({
    location: r.required('location', reference),
    status: r.one('status', sameCode('planned', 'active', 'reserved', 'completed')),
    period: r.one('period', period),
  });
};
