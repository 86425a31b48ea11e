import type { CodeableConcept, Condition, MedicationRequest, Reference } from '@medplum/fhirtypes';
import { dateText, momentText, workingDay } from './calendar.ts';
import { coded, deepFreeze, UCUM } from './concept.ts';
import type { Treatment } from './long-term.ts';
import type { Random } from './random.ts';
import type { RecordWriter } from './record-writer.ts';

const THERAPY = 'http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy';
const CONTINUOUS = coded(THERAPY, 'continuous', 'Continuous long term therapy');
const ACUTE = coded(THERAPY, 'acute', 'Short course (acute) therapy');
const COMMUNITY = [coded('http://terminology.hl7.org/CodeSystem/medicationrequest-category', 'community', 'Community')];
const NO_SUBSTITUTION = deepFreeze({ allowedBoolean: false });
const REPEATS_ALLOWED = 12;
const REPEAT_INFORMATION = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationRepeatInformation';

interface Repeat {
  treatment: Treatment;
  reason: Reference<Condition>;
  from: number;
  /** The day it was stopped, or absent while it goes on. */
  stopped?: number;
  /** Issues before this day are no longer kept one by one. */
  issuesFrom: number;
  /** No issue on this day or later. */
  until: number;
}

/** A medicine on repeat: the authorisation (`plan`) and the issues made under it (`order`). */
export function recordRepeat(writer: RecordWriter, random: Random, repeat: Repeat): void {
  const { treatment, until, stopped } = repeat;
  const plan = request(writer, treatment, 'plan', CONTINUOUS);
  const reference: Reference<MedicationRequest> = { reference: `MedicationRequest/${plan.id}` };
  plan.status = stopped === undefined ? 'active' : 'stopped';
  if (repeat.from === writer.day) plan.encounter = writer.encounter;
  else plan.authoredOn = momentText(repeat.from, 780);
  plan.reasonReference = [repeat.reason];
  if (stopped !== undefined) plan.statusReason = { text: random.pick(['No longer required', 'Side effects', 'Changed to another medicine', 'Patient preference']) };
  writer.resources.push(plan);
  const end = stopped ?? until;
  // Two months at a time is what most practices issue.
  const interval = Math.max(treatment.days, 56);
  let issued = 0;
  for (let day = repeat.from; day < end; day += interval + random.between(-3, 4)) {
    issued++;
    if (day < repeat.issuesFrom) continue;
    // Issued from the repeat desk: it belongs to no consultation.
    const order = request(writer, treatment, 'order', CONTINUOUS);
    const on = Math.max(workingDay(day), repeat.from);
    order.status = stopped === undefined && end - day <= interval ? 'active' : 'completed';
    order.authoredOn = momentText(on, 540 + (issued % 8) * 60);
    order.basedOn = [reference];
    writer.resources.push(order);
  }
  plan.extension = [{ url: REPEAT_INFORMATION, extension: [{ url: 'numberOfPrescriptionsIssued', valueUnsignedInt: issued }] }];
  plan.dispenseRequest = { ...plan.dispenseRequest, validityPeriod: stopped === undefined ? { start: dateText(repeat.from) } : { start: dateText(repeat.from), end: dateText(stopped) }, numberOfRepeatsAllowed: REPEATS_ALLOWED };
}

/** A single course, prescribed in this consultation. */
export function recordAcute(writer: RecordWriter, treatment: Treatment, reason?: Reference<Condition>): void {
  const order = request(writer, treatment, 'order', ACUTE);
  order.status = 'completed';
  order.encounter = writer.encounter;
  if (reason) order.reasonReference = [reason];
  writer.resources.push(order);
}

function request(writer: RecordWriter, treatment: Treatment, intent: 'plan' | 'order', courseOfTherapyType: CodeableConcept): MedicationRequest & { id: string } {
  return {
    resourceType: 'MedicationRequest',
    id: writer.nextId(),
    status: 'active',
    intent,
    category: COMMUNITY,
    medicationCodeableConcept: treatment.medicine,
    subject: writer.subject,
    authoredOn: writer.moment,
    requester: writer.clinician,
    courseOfTherapyType,
    dosageInstruction: [{ text: treatment.dose }],
    dispenseRequest: { quantity: { value: treatment.quantity, unit: treatment.unit }, expectedSupplyDuration: { value: treatment.days, unit: 'day', system: UCUM, code: 'd' } },
    substitution: NO_SUBSTITUTION,
  };
}
