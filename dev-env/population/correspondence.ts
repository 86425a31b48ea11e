import type { CodeableConcept, Condition, DocumentReference, Reference, ServiceRequest } from '@medplum/fhirtypes';
import { dateText, momentText } from './calendar.ts';
import { DOCUMENT, MEASURE } from './codes.ts';
import { words } from './concept.ts';
import type { Random } from './random.ts';
import type { RecordWriter } from './record-writer.ts';

const REFERRAL = [words('Referral')];
const RECALL = [words('Recall')];
const REFERRALS = new Map<string, CodeableConcept>();
const RECALLS = new Map<string, CodeableConcept>();

/** A referral made in this consultation, the letter that went, and perhaps the one that came back. */
export function recordReferral(writer: RecordWriter, random: Random, service: string, reason: Reference<Condition>, lastDay: number): void {
  const answered = writer.day + random.between(30, 160);
  const code = REFERRALS.get(service) ?? words(`Referral to ${service}`);
  REFERRALS.set(service, code);
  const request = serviceRequest(writer, code, REFERRAL);
  request.status = answered <= lastDay ? 'completed' : 'active';
  request.priority = random.chance(0.1) ? 'urgent' : 'routine';
  request.intent = 'order';
  request.reasonReference = [reason];
  writer.resources.push(request);
  recordLetter(writer, DOCUMENT.referral, `Referral to ${service}`, writer.day);
  if (answered <= lastDay) recordLetter(writer, DOCUMENT.clinic, `${service}: clinic letter`, answered);
}

/** A letter's entry in the record. The letter itself is not made up. */
export function recordLetter(writer: RecordWriter, type: CodeableConcept, title: string, day: number): void {
  const document: DocumentReference & { id: string } = {
    resourceType: 'DocumentReference',
    id: writer.nextId(),
    status: 'current',
    docStatus: 'final',
    type,
    subject: writer.subject,
    date: momentText(day, 720),
    custodian: writer.practice.organization,
    description: title,
    content: [{ attachment: { contentType: 'application/pdf', title, creation: dateText(day) } }],
  };
  if (day === writer.day) {
    document.author = [writer.clinician];
    document.context = { encounter: [writer.encounter] };
  }
  writer.resources.push(document);
}

/** A diary entry: something to be done by a day that has come. `done` ones stay as history. */
export function recordRecall(writer: RecordWriter, what: string, due: number, done: boolean): void {
  const code = what === 'Medication review' ? MEASURE.medicationReview : (RECALLS.get(what) ?? words(what));
  RECALLS.set(what, code);
  const request = serviceRequest(writer, code, RECALL);
  request.status = done ? 'completed' : 'active';
  request.occurrenceDateTime = dateText(due);
  writer.resources.push(request);
}

function serviceRequest(writer: RecordWriter, code: CodeableConcept, category: CodeableConcept[]): ServiceRequest & { id: string } {
  return { resourceType: 'ServiceRequest', id: writer.nextId(), status: 'active', intent: 'plan', category, code, subject: writer.subject, encounter: writer.encounter, authoredOn: writer.moment, requester: writer.clinician };
}
