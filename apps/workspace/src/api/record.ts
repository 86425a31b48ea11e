import type { Bundle } from '@medplum/fhirtypes';
import { openRecord } from '../record/model/record.ts';
import type { PatientRecord } from '../record/model/record.ts';
import { call } from './http.ts';

/** A record and the version of it that the server named. */
export interface HeldRecord {
  record: PatientRecord;
  etag: string | undefined;
}

/** Fetches a patient's whole record; answers the very record already held when nothing has changed since. */
export async function fetchRecord(ods: string, patientId: string, held: HeldRecord | undefined, signal: AbortSignal): Promise<HeldRecord> {
  const { status, etag, body } = await call<Bundle>(`/${ods}/fhir/r4/Patient/${encodeURIComponent(patientId)}/$everything`, {
    signal,
    ...(held?.etag === undefined ? {} : { headers: { 'if-none-match': held.etag } }),
  });
  if (status === 304 && held) return held;
  if (!body) throw new Error('The server sent no record');
  return { record: openRecord(body, patientId), etag };
}
