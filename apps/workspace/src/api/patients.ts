import type { Bundle, Patient } from '@medplum/fhirtypes';
import { call } from './http.ts';

export interface FoundPatients {
  patients: (Patient & { id: string })[];
  total: number;
}

/** Finds patients as staff type: part of names, date of birth, NHS number, in any order. */
export async function findPatients(ods: string, text: string, count: number, signal: AbortSignal): Promise<FoundPatients> {
  const query = new URLSearchParams({ text, _count: String(count) });
  const { body } = await call<Bundle>(`/${ods}/fhir/r4/Patient/$find?${query}`, { signal });
  const patients = (body?.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === 'Patient' && hasId(resource) ? [resource] : []));
  return { patients, total: body?.total ?? patients.length };
}

function hasId(patient: Patient): patient is Patient & { id: string } {
  return patient.id !== undefined;
}
