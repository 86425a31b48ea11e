import type { Procedure, ProcedureFocalDevice, ProcedurePerformer } from '@medplum/fhirtypes';
import { annotation, codeableConcept, identifier, period, reference } from '../reading/datatypes.ts';
import { boolean, code, dateTime } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * Procedure, STU3 -> R4. What is not named keeps its name.
 * - status suspended -> on-hold, aborted -> stopped
 * - notDone true -> status not-done; notDoneReason -> statusReason
 * - context -> encounter
 * - performer.role -> performer.function
 * - definition stays as an extension
 */
export function procedure(r: Reader, id: string): Stored<Procedure> {
  const state = r.one('status', status) ?? 'unknown';
  const notDone = r.one('notDone', boolean) === true;
  return r.finish<Stored<Procedure>>({
    resourceType: 'Procedure',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    basedOn: r.many('basedOn', reference),
    partOf: r.many('partOf', reference),
    status: notDone && state !== 'entered-in-error' ? 'not-done' : state,
    statusReason: r.one('notDoneReason', codeableConcept),
    category: r.one('category', codeableConcept),
    code: r.one('code', codeableConcept),
    subject: r.required('subject', reference),
    encounter: r.one('context', reference),
    performedDateTime: r.one('performedDateTime', dateTime),
    performedPeriod: r.one('performedPeriod', period),
    performer: r.many('performer', performer),
    location: r.one('location', reference),
    reasonCode: r.many('reasonCode', codeableConcept),
    reasonReference: r.many('reasonReference', reference),
    bodySite: r.many('bodySite', codeableConcept),
    outcome: r.one('outcome', codeableConcept),
    report: r.many('report', reference),
    complication: r.many('complication', codeableConcept),
    complicationDetail: r.many('complicationDetail', reference),
    followUp: r.many('followUp', codeableConcept),
    note: r.many('note', annotation),
    focalDevice: r.many('focalDevice', focalDevice),
    usedReference: r.many('usedReference', reference),
    usedCode: r.many('usedCode', codeableConcept),
  });
}

const status = code({
  preparation: 'preparation', 'in-progress': 'in-progress', suspended: 'on-hold', aborted: 'stopped',
  completed: 'completed', 'entered-in-error': 'entered-in-error', unknown: 'unknown',
});

const performer: Parse<ProcedurePerformer> = (value, place, world) => {
  const r = new Reader('Procedure.performer', value, place, world);
  return r.finish<ProcedurePerformer>({
    function: r.one('role', codeableConcept),
    actor: r.required('actor', reference),
    onBehalfOf: r.one('onBehalfOf', reference),
  });
};

const focalDevice: Parse<ProcedureFocalDevice> = (value, place, world) => {
  const r = new Reader('Procedure.focalDevice', value, place, world);
  return r.finish<ProcedureFocalDevice>({
    action: r.one('action', codeableConcept),
    manipulated: r.required('manipulated', reference),
  });
};
