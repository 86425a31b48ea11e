import type { Bundle, Patient, Resource } from '@medplum/fhirtypes';
import { patientOf } from '../../../../../platform/fhir/compartment.ts';
import { relativeReference } from '../../../../../platform/fhir/resource.ts';

/** One patient's record as it was received: every resource in it is this patient's or belongs to the practice. */
export interface PatientRecord {
  patient: Patient & { id: string };
  resources: readonly Resource[];
  /** Finds `Type/id`, also in the longer forms a reference may take. */
  find(reference: string | undefined): Resource | undefined;
  ofType<T extends Resource['resourceType']>(type: T): readonly Extract<Resource, { resourceType: T }>[];
}

/** A record that holds something of another patient, or of nobody. Nothing of it may be shown. Carries no patient details. */
export class WrongPatientError extends Error {
  constructor(resource: Resource) {
    super(`The answer holds a resource that is not this patient's: ${resource.resourceType}`);
    this.name = 'WrongPatientError';
  }
}

/** Types that say nothing about a patient. */
const DIRECTORY = new Set<Resource['resourceType']>([
  'Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService', 'Medication', 'Substance', 'Device', 'Provenance',
]);

/**
 * Takes the answer of `$everything` for one patient.
 * Throws WrongPatientError unless every resource is that patient's: a mixed record is never half shown.
 */
export function openRecord(bundle: Bundle, patientId: string): PatientRecord {
  const resources: Resource[] = [];
  const byReference = new Map<string, Resource>();
  const byType = new Map<string, Resource[]>();
  for (const { resource } of bundle.entry ?? []) {
    if (!resource) continue;
    const owner = patientOf(resource);
    if (owner !== patientId && !(owner === '' && DIRECTORY.has(resource.resourceType))) throw new WrongPatientError(resource);
    const reference = relativeReference(resource);
    if (byReference.has(reference)) continue;
    resources.push(resource);
    byReference.set(reference, resource);
    const sameType = byType.get(resource.resourceType);
    if (sameType) sameType.push(resource);
    else byType.set(resource.resourceType, [resource]);
  }
  const patient = byReference.get(`Patient/${patientId}`);
  if (patient?.resourceType !== 'Patient') throw new Error('The answer does not hold the patient');
  return {
    patient: { ...patient, id: patientId },
    resources,
    find: (reference) => (reference === undefined ? undefined : byReference.get(shortReference(reference))),
    ofType: <T extends Resource['resourceType']>(type: T) => (byType.get(type) ?? []).filter((resource) => isOfType(resource, type)),
  };
}

/** `Type/id` out of an absolute or versioned reference. */
function shortReference(reference: string): string {
  if (/^[A-Za-z]+\/[^/]+$/.test(reference)) return reference;
  return /([A-Za-z]+\/[^/]+)(?:\/_history\/[^/]+)?$/.exec(reference)?.[1] ?? reference;
}

function isOfType<T extends Resource['resourceType']>(resource: Resource, type: T): resource is Extract<Resource, { resourceType: T }> {
  return resource.resourceType === type;
}
