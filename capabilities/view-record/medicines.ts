import type { Annotation, Extension, Medication, MedicationRequest, MedicationStatement } from '@medplum/fhirtypes';
import { recordedText } from './concept.ts';
import { newestFirst } from './newest-first.ts';
import { plainQuantity } from './quantities.ts';
import { isA, type PatientRecord } from './record.ts';
import { plainDate } from './when.ts';
import { nameOf } from './who.ts';

/** One course of a medicine: what was authorised, and when it was last issued. */
export interface Medicine {
  id: string;
  /** The dm+d description, word for word as prescribed. */
  name: string;
  kind: 'repeat' | 'one-off' | undefined;
  howToTake: string | undefined;
  instructions: string | undefined;
  quantity: string | undefined;
  started: string | undefined;
  lastIssued: string | undefined;
  ended: string | undefined;
  whyEnded: string | undefined;
  by: string | undefined;
  notes: string[];
}

export interface Medicines {
  repeat: Medicine[];
  oneOff: Medicine[];
  past: Medicine[];
}

const CURRENT = new Set(['active', 'on-hold', 'draft', 'unknown']);

/**
 * Medicines: current repeats, current one-offs, and past ones, newest start first. A course is a plan and the issues
 * made from it; an issue without a plan is a course of its own; a statement speaks only where no request does.
 */
export function readMedicines(record: PatientRecord): Medicines {
  const requests = record.all('MedicationRequest').filter(({ status }) => status !== 'entered-in-error');
  const known = new Set(requests.map(({ id }) => `MedicationRequest/${id ?? ''}`));
  const issues = Map.groupBy(requests.filter((request) => planOf(request, known) !== undefined), (request) => planOf(request, known));
  const statements = record.all('MedicationStatement').filter(({ status }) => status !== 'entered-in-error');
  const statementOf = new Map(statements.flatMap((statement) => (statement.basedOn ?? []).map(({ reference }) => [reference, statement])));

  const medicines: Medicines = { repeat: [], oneOff: [], past: [] };
  for (const request of newestFirst(requests)) {
    if (planOf(request, known) !== undefined) continue;
    const reference = `MedicationRequest/${request.id ?? ''}`;
    const medicine = readRequest(record, request, issues.get(reference) ?? [], statementOf.get(reference));
    place(medicines, medicine, CURRENT.has(request.status));
  }
  for (const statement of newestFirst(statements)) {
    if (statement.basedOn?.some(({ reference }) => known.has(reference ?? ''))) continue;
    place(medicines, readStatement(record, statement), CURRENT.has(statement.status));
  }
  return medicines;
}

function place(medicines: Medicines, medicine: Medicine, current: boolean): void {
  (current ? (medicine.kind === 'repeat' ? medicines.repeat : medicines.oneOff) : medicines.past).push(medicine);
}

/** The plan an order was issued from, where the record holds it. */
function planOf({ intent, basedOn }: MedicationRequest, known: ReadonlySet<string>): string | undefined {
  if (intent === 'plan') return undefined;
  return basedOn?.find(({ reference }) => known.has(reference ?? ''))?.reference;
}

function readRequest(
  record: PatientRecord, request: MedicationRequest, issues: readonly MedicationRequest[], statement: MedicationStatement | undefined,
): Medicine {
  const dosage = request.dosageInstruction?.[0];
  const supply = request.dispenseRequest;
  const issued = [request.intent === 'order' ? request.authoredOn : undefined, lastIssue(statement), ...issues.map((issue) => issue.authoredOn)];
  const over = !CURRENT.has(request.status);
  return {
    id: request.id ?? '',
    name: medicineName(record, request),
    kind: kindOf(request),
    howToTake: dosage?.text,
    instructions: dosage?.patientInstruction,
    quantity: supply?.quantity === undefined ? undefined : plainQuantity(supply.quantity),
    started: plainDate(supply?.validityPeriod?.start ?? statement?.effectivePeriod?.start ?? request.authoredOn),
    lastIssued: plainDate(latest(issued)),
    ended: over ? plainDate(ending(request, 'statusChangeDate')?.valueDateTime ?? statement?.effectivePeriod?.end ?? supply?.validityPeriod?.end) : undefined,
    whyEnded: over ? recordedText(request.statusReason ?? ending(request, 'statusReason')?.valueCodeableConcept) : undefined,
    by: nameOf(record, request.requester) ?? nameOf(record, request.recorder),
    notes: courseNotes(request.note, dosage?.patientInstruction),
  };
}

function readStatement(record: PatientRecord, statement: MedicationStatement): Medicine {
  const dosage = statement.dosage?.[0];
  return {
    id: statement.id ?? '',
    name: medicineName(record, statement),
    kind: undefined,
    howToTake: dosage?.text,
    instructions: dosage?.patientInstruction,
    quantity: undefined,
    started: plainDate(statement.effectivePeriod?.start ?? statement.effectiveDateTime),
    lastIssued: plainDate(lastIssue(statement)),
    ended: plainDate(statement.effectivePeriod?.end),
    whyEnded: recordedText(statement.statusReason?.[0]),
    by: nameOf(record, statement.informationSource),
    notes: courseNotes(statement.note, dosage?.patientInstruction),
  };
}

/** Notes on a course, without the label some systems put in front, and without saying the instructions twice. */
function courseNotes(notes: readonly Annotation[] | undefined, instructions: string | undefined): string[] {
  const texts = (notes ?? []).map(({ text }) => (text ?? '').replace(/^(?:Patient|Prescriber) Notes:\s*/, ''));
  return texts.filter((text) => text !== '' && text !== instructions);
}

/** The medicine's name exactly as the record holds it. */
export function medicineName(record: PatientRecord, source: MedicationRequest | MedicationStatement): string {
  const medication = record.resolve(source.medicationReference) ?? contained(source);
  const concept = isA(medication, 'Medication') ? medication.code : source.medicationCodeableConcept;
  return recordedText(concept) ?? source.medicationReference?.display ?? 'Medicine, no name recorded';
}

function contained(source: MedicationRequest | MedicationStatement): Medication | undefined {
  const id = source.medicationReference?.reference;
  return source.contained?.filter((resource) => isA(resource, 'Medication')).find((medication) => `#${medication.id ?? ''}` === id);
}

/** Repeat (repeat dispensing among them) or one-off, from R4's course of therapy or the UK prescription type. */
function kindOf(request: MedicationRequest): Medicine['kind'] {
  const type = request.extension?.find(({ url }) => url.includes('PrescriptionType'))?.valueCodeableConcept;
  const codes = [...(type?.coding ?? []), ...(request.courseOfTherapyType?.coding ?? [])].map(({ code }) => code ?? '');
  if (codes.some((code) => code.startsWith('repeat') || code.startsWith('continuous'))) return 'repeat';
  return codes.some((code) => code.startsWith('acute')) ? 'one-off' : undefined;
}

function lastIssue(statement: MedicationStatement | undefined): string | undefined {
  return statement?.extension?.find(({ url }) => url.includes('LastIssueDate'))?.valueDateTime;
}

/** A part of the UK extension that says when and why a course ended. */
function ending(request: MedicationRequest, part: string): Extension | undefined {
  return request.extension?.find(({ url }) => url.includes('StatusReason'))?.extension?.find(({ url }) => url === part);
}

function latest(dates: readonly (string | undefined)[]): string | undefined {
  return dates.filter((date) => date !== undefined).sort((a, b) => a.localeCompare(b)).at(-1);
}
