import type { Observation, Resource } from '@medplum/fhirtypes';
import { clinicalDate } from '../../platform/fhir/clinical-date.ts';
import { isCommentNote, plainConcept, recordedText } from './concept.ts';
import { documentTitle } from './documents.ts';
import { medicineName } from './medicines.ts';
import { readNotes } from './notes.ts';
import { observedValue } from './observed-value.ts';
import type { PlainTerm } from './plain-english.ts';
import type { PatientRecord } from './record.ts';
import { noteTexts } from './test-result-tree.ts';
import { isLaboratory, reportTitle } from './test-results.ts';
import { plainDate } from './when.ts';
import { nameOf } from './who.ts';

/** One line of a consultation or of the record's other entries. */
export interface Entry {
  id: string;
  /** Absent where the entry is only free text. */
  name: PlainTerm | undefined;
  value: string | undefined;
  /** Facts beside the name: "How bad: mild". */
  facts: string[];
  /** Free text, with its line breaks. */
  text: string[];
  /** The test result page that says more. */
  resultId: string | undefined;
  date: string | undefined;
}

/** What became of a request, where that is settled. */
const REQUEST_STATUS: Readonly<Record<string, string | undefined>> = { completed: 'Done', revoked: 'Cancelled', 'on-hold': 'On hold' };

/** What a resource says, in one line; undefined for kinds that say nothing to a patient by themselves. */
export function readEntry(record: PatientRecord, resource: Resource): Entry | undefined {
  const entry = {
    id: resource.id ?? '', value: undefined, facts: [], text: [], resultId: undefined, date: plainDate(clinicalDate(resource)),
  };
  switch (resource.resourceType) {
    case 'Observation':
      if (resource.status === 'entered-in-error') return undefined;
      return { ...entry, ...readObservation(resource), resultId: isLaboratory(resource) ? resource.id : undefined };
    case 'DiagnosticReport':
      return { ...entry, name: { text: reportTitle(record, resource) }, resultId: resource.id };
    case 'MedicationRequest':
    case 'MedicationStatement': {
      const dosage = resource.resourceType === 'MedicationRequest' ? resource.dosageInstruction : resource.dosage;
      return { ...entry, name: { text: medicineName(record, resource) }, facts: defined([dosage?.[0]?.text]) };
    }
    case 'Condition':
      return { ...entry, name: plainConcept(resource.code, 'Health problem'), ...written(resource.note) };
    case 'AllergyIntolerance':
      return { ...entry, name: plainConcept(resource.code, 'Allergy'), ...written(resource.note) };
    case 'Procedure':
      return { ...entry, name: plainConcept(resource.code, 'Procedure'), ...written(resource.note) };
    case 'Immunization': {
      const procedure = resource.extension?.find(({ url }) => url.includes('VaccinationProcedure'))?.valueCodeableConcept;
      return { ...entry, name: plainConcept(procedure ?? resource.vaccineCode, 'Vaccination'), ...written(resource.note) };
    }
    case 'ServiceRequest': {
      const to = nameOf(record, resource.performer?.[0]);
      const notes = written(resource.note);
      const facts = defined([to === undefined ? undefined : `To: ${to}`, REQUEST_STATUS[resource.status], ...notes.facts]);
      return { ...entry, name: plainConcept(resource.code ?? resource.reasonCode?.[0], 'Referral or request'), text: notes.text, facts };
    }
    case 'DocumentReference':
      return { ...entry, name: { text: documentTitle(resource) }, text: defined([resource.description]) };
    case 'FamilyMemberHistory': {
      const who = recordedText(resource.relationship);
      const problems = resource.condition?.map(({ code }) => plainConcept(code, 'Health problem').text) ?? [];
      return { ...entry, name: { text: 'Family history' }, facts: defined([who === undefined ? undefined : `Family member: ${who}`, ...problems]) };
    }
    default:
      return undefined;
  }
}

function readObservation(observation: Observation): Pick<Entry, 'name' | 'value' | 'facts' | 'text'> {
  if (isCommentNote(observation.code)) return { name: undefined, value: undefined, facts: [], text: noteTexts(observation) };
  return { name: plainConcept(observation.code, 'Entry'), value: observedValue(observation), ...written(observation.note) };
}

function written(notes: Observation['note']): Pick<Entry, 'facts' | 'text'> {
  const { text, qualifiers } = readNotes(notes);
  return { text, facts: qualifiers.map(({ label, value }) => `${label}: ${value}`) };
}

function defined(values: readonly (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined).filter((value) => value.trim() !== '');
}
