import type { CodeableConcept, ServiceRequest } from '@medplum/fhirtypes';
import { annotation, codeableConcept, identifier, period, reference } from '../reading/datatypes.ts';
import { dateTime, string } from '../reading/primitives.ts';
import type { Reader } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';
import { requestIntent, requestPriority, requestStatus } from './request-codes.ts';
import { requester } from './requester.ts';

/**
 * ReferralRequest, STU3 -> R4 ServiceRequest. What is not named keeps its name.
 * - nothing -> category 3457005 Patient referral, which tells it from a diary entry; type -> further category
 * - status suspended -> on-hold, cancelled -> revoked
 * - groupIdentifier -> requisition
 * - serviceRequested -> code; all but the first -> orderDetail
 * - context -> encounter
 * - requester.agent -> requester; requester.onBehalfOf -> extension on it
 * - specialty -> performerType
 * - recipient -> performer
 * - description -> note[0]: the referrer's own words must be seen
 */
export function referralRequest(r: Reader, id: string): Stored<ServiceRequest> {
  const type = r.one('type', codeableConcept);
  const [service, ...details] = r.many('serviceRequested', codeableConcept) ?? [];
  const description = r.one('description', string);
  const notes = [...(description === undefined ? [] : [{ text: description }]), ...(r.many('note', annotation) ?? [])];
  return r.finish<Stored<ServiceRequest>>({
    resourceType: 'ServiceRequest',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    basedOn: r.many('basedOn', reference),
    replaces: r.many('replaces', reference),
    requisition: r.one('groupIdentifier', identifier),
    status: r.one('status', requestStatus) ?? 'unknown',
    intent: r.required('intent', requestIntent),
    category: type ? [REFERRAL, type] : [REFERRAL],
    priority: r.one('priority', requestPriority),
    code: service,
    orderDetail: details.length > 0 ? details : undefined,
    subject: r.required('subject', reference),
    encounter: r.one('context', reference),
    occurrenceDateTime: r.one('occurrenceDateTime', dateTime),
    occurrencePeriod: r.one('occurrencePeriod', period),
    authoredOn: r.one('authoredOn', dateTime),
    requester: r.one('requester', requester('ReferralRequest')),
    performerType: r.one('specialty', codeableConcept),
    performer: r.many('recipient', reference),
    reasonCode: r.many('reasonCode', codeableConcept),
    reasonReference: r.many('reasonReference', reference),
    supportingInfo: r.many('supportingInfo', reference),
    note: notes.length > 0 ? notes : undefined,
    relevantHistory: r.many('relevantHistory', reference),
  });
}

const REFERRAL: CodeableConcept = {
  coding: [{ system: 'http://snomed.info/sct', code: '3457005', display: 'Patient referral' }],
};
