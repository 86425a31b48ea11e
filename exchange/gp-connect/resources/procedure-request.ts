import type { ServiceRequest } from '@medplum/fhirtypes';
import { annotation, codeableConcept, identifier, listOf, period, reference } from '../reading/datatypes.ts';
import { timing } from '../reading/dosage.ts';
import { boolean, dateTime } from '../reading/primitives.ts';
import type { Reader } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';
import { requestIntent, requestPriority, requestStatus } from './request-codes.ts';
import { requester } from './requester.ts';

/**
 * ProcedureRequest (a diary entry: intent plan; a test request: intent order), STU3 -> R4 ServiceRequest.
 * What is not named keeps its name.
 * - status suspended -> on-hold, cancelled -> revoked
 * - context -> encounter
 * - requester.agent -> requester; requester.onBehalfOf -> extension on it
 * - performer -> performer[0]
 */
export function procedureRequest(r: Reader, id: string): Stored<ServiceRequest> {
  return r.finish<Stored<ServiceRequest>>({
    resourceType: 'ServiceRequest',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    basedOn: r.many('basedOn', reference),
    replaces: r.many('replaces', reference),
    requisition: r.one('requisition', identifier),
    status: r.one('status', requestStatus) ?? 'unknown',
    intent: r.required('intent', requestIntent),
    category: r.many('category', codeableConcept),
    priority: r.one('priority', requestPriority),
    doNotPerform: r.one('doNotPerform', boolean),
    code: r.one('code', codeableConcept),
    subject: r.required('subject', reference),
    encounter: r.one('context', reference),
    occurrenceDateTime: r.one('occurrenceDateTime', dateTime),
    occurrencePeriod: r.one('occurrencePeriod', period),
    occurrenceTiming: r.one('occurrenceTiming', timing),
    asNeededBoolean: r.one('asNeededBoolean', boolean),
    asNeededCodeableConcept: r.one('asNeededCodeableConcept', codeableConcept),
    authoredOn: r.one('authoredOn', dateTime),
    requester: r.one('requester', requester('ProcedureRequest')),
    performerType: r.one('performerType', codeableConcept),
    performer: r.one('performer', listOf(reference)),
    reasonCode: r.many('reasonCode', codeableConcept),
    reasonReference: r.many('reasonReference', reference),
    supportingInfo: r.many('supportingInfo', reference),
    specimen: r.many('specimen', reference),
    bodySite: r.many('bodySite', codeableConcept),
    note: r.many('note', annotation),
    relevantHistory: r.many('relevantHistory', reference),
  });
}
