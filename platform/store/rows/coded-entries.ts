import type { CodeableConcept, Resource } from '@medplum/fhirtypes';
import { codeKey } from './code-key.ts';

/** One coding of one resource: what population search and type-ahead read. */
export interface CodedEntry {
  code: string;
  /** The coding's own term, never the entry's free text: it is offered to others as they type (safety H17). */
  display: string;
  value: number | undefined;
}

/** Every coding that says what the entry is, each once; components of an observation with their own values. */
export function codedEntriesOf(resource: Resource): CodedEntry[] {
  const found: CodedEntry[] = [];
  for (const concept of conceptsOf(resource)) add(found, concept, valueOf(resource));
  if (resource.resourceType === 'Observation') {
    for (const part of resource.component ?? []) add(found, part.code, part.valueQuantity?.value);
  }
  return found;
}

function add(found: CodedEntry[], concept: CodeableConcept, value: number | undefined): void {
  for (const { system, code, display } of concept.coding ?? []) {
    if (code === undefined) continue;
    const key = codeKey(system, code);
    if (!found.some((entry) => entry.code === key)) found.push({ code: key, display: display ?? '', value });
  }
}

function valueOf(resource: Resource): number | undefined {
  return resource.resourceType === 'Observation' ? resource.valueQuantity?.value : undefined;
}

function conceptsOf(resource: Resource): CodeableConcept[] {
  switch (resource.resourceType) {
    case 'Condition':
    case 'Observation':
    case 'AllergyIntolerance':
    case 'DiagnosticReport':
    case 'Procedure':
    case 'ServiceRequest':
    case 'List':
    case 'Flag':
      return resource.code === undefined ? [] : [resource.code];
    case 'MedicationRequest':
    case 'MedicationStatement':
      return resource.medicationCodeableConcept === undefined ? [] : [resource.medicationCodeableConcept];
    case 'Immunization':
      return [resource.vaccineCode];
    case 'DocumentReference':
      return resource.type === undefined ? [] : [resource.type];
    case 'Encounter':
      return resource.type ?? [];
    default:
      return [];
  }
}
