import { codeableConcept } from '../reading/datatypes.ts';
import type { InlineMedication, Reader } from '../reading/reader.ts';
import type { Header } from './header.ts';

/**
 * What is prescribed or taken, so that the resource stands on its own: a reference to a Medication that is only a code
 * -> that code (medicationCodeableConcept); to one that says more -> the Medication, beside what else is contained.
 */
export function medicine(r: Reader, { contained = [] }: Header): InlineMedication {
  const concept = r.one('medicationCodeableConcept', codeableConcept);
  const medication = concept ? { medicationCodeableConcept: concept } : r.required('medicationReference', r.world.medication);
  const all = [...contained, ...(medication.contained ?? [])];
  return all.length > 0 ? { ...medication, contained: all } : medication;
}
