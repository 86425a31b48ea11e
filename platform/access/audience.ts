import type { Resource } from '@medplum/fhirtypes';
import { patientOf } from '../fhir/compartment.ts';
import { ACT_CODE, CONFIDENTIALITY, hasLabel } from '../fhir/labels.ts';

/**
 * Who a resource may be shown to, as a bit set that is stored with each row and checked in the query itself.
 * The snapshot of a record is kept per audience, so that what a reader may not see is not in what they are sent.
 * `limited` is clinical staff without the entries labelled restricted.
 */
export const AUDIENCE = { clinical: 1, administrative: 2, patient: 4, limited: 8 } as const;
export type Audience = (typeof AUDIENCE)[keyof typeof AUDIENCE];

/** Types without clinical content: what reception and management see of a patient (CUI PAB-0008). */
const ADMINISTRATIVE = new Set([
  'Patient', 'RelatedPerson', 'Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService',
  'Appointment', 'Schedule', 'Slot', 'Coverage',
]);

/** Types by which staff talk about a patient, not to them. */
const STAFF_ONLY = new Set(['Task', 'Flag', 'Communication', 'AuditEvent', 'Provenance']);

/** What of the practice's own every patient may see. Anything else that names no patient is nobody's to read but staff's. */
const PUBLIC = new Set(['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService', 'Schedule', 'Slot', 'Medication', 'Questionnaire']);

/** The audiences of a resource, from its type and security labels. A restricted Patient is shown to all, masked (mask.ts). */
export function audiencesOf(resource: Resource): number {
  let audiences: number = AUDIENCE.clinical;
  const sensitive = resource.resourceType !== 'Patient' && isSensitive(resource);
  if (!sensitive) audiences |= AUDIENCE.limited;
  if (ADMINISTRATIVE.has(resource.resourceType) && !sensitive) audiences |= AUDIENCE.administrative;
  if (isForPatients(resource) && !sensitive && !hasLabel(resource.meta, ACT_CODE, 'NOPAT')) audiences |= AUDIENCE.patient;
  return audiences;
}

function isForPatients(resource: Resource): boolean {
  if (PUBLIC.has(resource.resourceType)) return true;
  return !STAFF_ONLY.has(resource.resourceType) && patientOf(resource) !== '';
}

/**
 * An entry labelled restricted is for the clinicians who look after the patient; it, and one labelled NOPAT, is
 * withheld from the patient whole, never in part (NHS England, redacting information for online record access).
 */
function isSensitive({ meta }: Resource): boolean {
  return hasLabel(meta, CONFIDENTIALITY, 'R') || hasLabel(meta, CONFIDENTIALITY, 'V');
}
