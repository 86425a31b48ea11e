import type { ValueSet } from '@medplum/fhirtypes';
import type { CodedTerm } from '../../../../capabilities/consultations/note.ts';
import { call } from './http.ts';

/** Coded terms for what was typed so far, best first. */
export async function findTerms(ods: string, filter: string, count: number, signal: AbortSignal): Promise<CodedTerm[]> {
  const query = new URLSearchParams({ filter, count: String(count) });
  const { body } = await call<ValueSet>(`/${ods}/fhir/r4/ValueSet/$expand?${query}`, { signal });
  return (body?.expansion?.contains ?? []).flatMap(({ system, code, display }) =>
    (system !== undefined && code !== undefined && display !== undefined ? [{ system, code, display }] : []));
}
