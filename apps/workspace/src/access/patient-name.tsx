import type { Patient } from '@medplum/fhirtypes';
import { useQuery } from '@tanstack/react-query';
import { ApiError, call } from '../api/http.ts';
import { useSession } from '../app/session-context.ts';
import { useNow } from '../components/use-now.ts';
import { identityOf } from '../record/patient-summary.ts';
import { fetchGuards, guardsKey } from './access-api.ts';

/**
 * Who a record is about, for those who keep access: by the list of guarded records, which names them, or else by the Patient. By
 * its id alone where neither tells them.
 */
export function PatientName({ patientId }: { patientId: string }) {
  const { practice: { ods } } = useSession();
  const now = useNow();
  const guards = useQuery({ queryKey: guardsKey(ods), queryFn: () => fetchGuards(ods) });
  const listed = guards.data?.find((guard) => guard.patient === patientId)?.who ?? undefined;
  const patient = useQuery({ queryKey: ['patient', ods, patientId], queryFn: () => fetchPatient(ods, patientId), staleTime: Infinity, enabled: !guards.isPending && listed === undefined });
  const known = listed ?? patient.data;
  if (!known && (guards.isPending || patient.isPending)) return <span>…</span>;
  if (!known) return <span>A guarded record <span className="quiet">({patientId})</span></span>;
  const { name, born, nhsNumber } = identityOf(known, now);
  return <span><strong>{name}</strong> <span className="quiet">Born</span> {born} <span className="quiet">NHS No.</span> <span className="nowrap">{nhsNumber}</span></span>;
}

/** The Patient; null where it is closed to whoever asks. */
async function fetchPatient(ods: string, patientId: string): Promise<Patient | null> {
  try {
    return (await call<Patient>(`/${ods}/fhir/r4/Patient/${encodeURIComponent(patientId)}`)).body ?? null;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return null;
    throw error;
  }
}
