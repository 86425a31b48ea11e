import type { Bundle } from '@medplum/fhirtypes';
import { encounterIdentifier } from '../../../../capabilities/consultations/build-consultation.ts';
import { call } from './http.ts';

export async function saveConsultation(ods: string, bundle: Bundle): Promise<void> {
  await call<Bundle>(`/${ods}/fhir/r4/`, { method: 'POST', body: bundle, headers: { 'content-type': 'application/fhir+json' } });
}

/** True when the record already holds the consultation of this draft: an earlier attempt whose answer was lost. */
export async function isConsultationSaved(ods: string, draftId: string): Promise<boolean> {
  const query = new URLSearchParams({ identifier: encounterIdentifier(draftId) });
  const { body } = await call<Bundle>(`/${ods}/fhir/r4/Encounter?${query}`);
  return (body?.entry ?? []).some((entry) => entry.resource?.resourceType === 'Encounter');
}
