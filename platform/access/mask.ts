import type { Patient, Resource } from '@medplum/fhirtypes';
import { CONFIDENTIALITY, hasLabel } from '../fhir/labels.ts';

/** What PDS withholds of a restricted patient (Personal Demographics Service API, restricted records). */
export const MASKED = ['address', 'telecom', 'contact', 'generalPractitioner', 'managingOrganization', 'photo'] as const;

/** True for a patient whose whereabouts must not be found out: S-flag, `meta.security` R. */
export function isRestricted(resource: Resource): resource is Patient {
  return resource.resourceType === 'Patient' && hasLabel(resource.meta, CONFIDENTIALITY, 'R');
}

/** The resource as it is shown to those who have not broken the glass; undefined where nothing is withheld (safety I25). */
export function masked<T extends Resource>(resource: T): T | undefined {
  if (!isRestricted(resource)) return undefined;
  const shown = { ...resource };
  for (const element of MASKED) delete shown[element];
  return shown;
}

/**
 * A new version of a Patient that stood restricted: whoever wrote it was not shown the masked elements, so leaving
 * them out does not remove them. They change only by being written anew.
 */
export function keepMasked<T extends Resource>(next: T, standing: Resource): T {
  if (!isRestricted(standing) || next.resourceType !== 'Patient') return next;
  const kept: Partial<Patient> = {};
  for (const element of MASKED) if (next[element] === undefined && standing[element] !== undefined) Object.assign(kept, { [element]: standing[element] });
  return { ...next, ...kept };
}
