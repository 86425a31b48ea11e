import type { ValueSet, ValueSetExpansionContains } from '@medplum/fhirtypes';
import type { CodedTerm } from '../../../../capabilities/consultations/note.ts';
import { call } from './http.ts';

/** A code offered for what was typed. */
export interface OfferedTerm extends CodedTerm {
  /** The term that matched, where it is not what the concept is called. */
  matched?: string;
  /** No longer in use: for reading old records, not for new entries. */
  inactive?: true;
}

/** What is offered, and from what. */
export interface OfferedTerms {
  terms: readonly OfferedTerm[];
  /** How many there are; at least so many where there are very many. */
  total: number;
  /** The release in use. */
  release: string;
  /** Only what may ship with Jenner: not for clinical use. */
  demonstration: boolean;
}

const MATCHED = 'urn:jenner:extension:matched-term';

/** Coded terms for what was typed so far, best first. */
export async function findTerms(ods: string, filter: string, count: number, signal: AbortSignal): Promise<OfferedTerms> {
  const query = new URLSearchParams({ filter, count: String(count) });
  const { body } = await call<ValueSet>(`/${ods}/fhir/r4/ValueSet/$expand?${query}`, { signal });
  const terms = (body?.expansion?.contains ?? []).flatMap(offered);
  return {
    terms,
    total: body?.expansion?.total ?? terms.length,
    release: body?.description ?? '',
    demonstration: body?.expansion?.parameter?.some(({ name, valueBoolean }) => name === 'demonstration-subset' && valueBoolean === true) === true,
  };
}

function offered({ system, code, display, inactive, extension }: ValueSetExpansionContains): OfferedTerm[] {
  if (system === undefined || code === undefined || display === undefined) return [];
  const matched = extension?.find(({ url }) => url === MATCHED)?.valueString;
  return [{ system, code, display, ...(matched === undefined ? {} : { matched }), ...(inactive === true ? { inactive } : {}) }];
}
