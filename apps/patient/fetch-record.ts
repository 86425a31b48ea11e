import type { Bundle } from '@medplum/fhirtypes';
import { openRecord, type PatientRecord } from '../../capabilities/view-record/record.ts';
import { ApiFailure, type ApiClient } from './api-client.ts';
import { text } from './json.ts';
import type { PatientSession } from './session.ts';

/** The whole record the signed-in patient may see; undefined where their session has ended meanwhile. */
export async function fetchRecord(api: ApiClient, session: PatientSession, cookie: string): Promise<PatientRecord | undefined> {
  const path = `/${encodeURIComponent(session.practice.ods)}/fhir/r4/Patient/${encodeURIComponent(session.patientId)}/$everything`;
  const { status, json } = await api({ method: 'GET', path, cookie });
  if (status === 401 || status === 403) return undefined;
  if (status !== 200 || !isBundle(json)) throw new ApiFailure(status, 'GET $everything');
  return openRecord(json);
}

function isBundle(json: unknown): json is Bundle {
  return text(json, 'resourceType') === 'Bundle';
}
