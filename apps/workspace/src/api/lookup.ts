import type { OperationOutcome, Parameters } from '@medplum/fhirtypes';
import { ApiError, call } from './http.ts';

/** What the terminology in use says of a code: its properties, `unknown` where it has no such code; undefined where none can be asked. */
export type LookedUp = Parameters | 'unknown' | undefined;

/** Looks one code up, asking for these properties alone. By POST: a code of a patient's record is not for an address. */
export async function lookUpCode(ods: string, { system, code }: { system: string; code: string }, properties: readonly string[]): Promise<LookedUp> {
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: [{ name: 'system', valueUri: system }, { name: 'code', valueCode: code }, ...properties.map((valueCode) => ({ name: 'property', valueCode }))],
  };
  try {
    return (await call<Parameters>(`/${ods}/fhir/r4/CodeSystem/$lookup`, { method: 'POST', body, headers: { 'content-type': 'application/fhir+json' } })).body;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.status === 404 && isAboutCode(error.body) ? 'unknown' : undefined;
  }
}

/** Not found: the code, where the code system itself is one that can be asked. */
function isAboutCode(body: unknown): boolean {
  const { issue = [] } = (body ?? {}) as Partial<OperationOutcome>;
  return issue.some(({ expression = [] }) => expression.includes('code'));
}
