import type { Bundle, Observation, OperationOutcome, Resource } from '@medplum/fhirtypes';

/** A fetch that carries a session; paths are below `/{ods}`. */
export type Call = (path: string, init?: RequestInit) => Promise<Response>;

const FHIR = '/fhir/r4';

/** Sends a body as FHIR JSON to an address below the FHIR base. */
export function send(call: Call, method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return call(FHIR + path, { method, headers: { 'content-type': 'application/fhir+json', ...headers }, body: JSON.stringify(body) });
}

/** A GET or DELETE below the FHIR base. */
export function ask(call: Call, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return call(FHIR + path, { method, headers });
}

/** The first issue of an OperationOutcome, on one line to compare: `404 not-found`, `422 value Patient.gender`. */
export async function issueOf(response: Response): Promise<string> {
  const outcome: OperationOutcome = await bodyOf(response);
  const [issue] = outcome.issue ?? [];
  if (outcome.resourceType !== 'OperationOutcome' || issue?.severity !== 'error' || (issue.details?.text ?? '') === '') return `${response.status} without an OperationOutcome`;
  return [response.status, issue.code, ...(issue.expression ?? [])].join(' ');
}

/** The body as the type the caller expects. */
export async function bodyOf<T>(response: Response): Promise<T> {
  const body: T = JSON.parse(await response.text());
  return body;
}

export async function bundleOf(response: Response): Promise<Bundle> {
  return bodyOf<Bundle>(response);
}

/** The resources of a Bundle. */
export function resourcesOf(bundle: Bundle): Resource[] {
  return (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
}

/** A measurement, all that an Observation needs. */
export function observation(patient: string, text: string, value = 1): Observation {
  return {
    resourceType: 'Observation', status: 'final',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '27113001', display: 'Body weight' }], text },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: '2026-11-20T09:00:00Z',
    valueQuantity: { value, unit: 'kg' },
  };
}
