import type { List } from '@medplum/fhirtypes';
import { termOf } from './coding.ts';
import { perRecord } from './per-record.ts';
import type { PatientRecord } from './record.ts';

const CONSULTATION = '325851000000107';
const TOPIC = '25851000000105';
const CATEGORY = '24781000000107';

/** GP Connect's codes for a consultation, its topics and their categories, each a List of what it holds. */
export const CONSULTATION_LIST_KINDS: ReadonlySet<string> = new Set([CONSULTATION, TOPIC, CATEGORY]);

export interface ConsultationLists {
  /** Entries in the order the author put them, with the topic and category they stand under. */
  ordered: readonly { consultation: string; key: string; heading?: string }[];
  /** The consultation whose lists hold an entry. */
  ownerOf: ReadonlyMap<string, string>;
}

/** Reads the structure of consultations out of their nested lists. */
export const consultationLists = perRecord((record): ConsultationLists => {
  const ordered: { consultation: string; key: string; heading?: string }[] = [];
  const ownerOf = new Map<string, string>();
  for (const list of record.ofType('List')) {
    const consultation = list.encounter?.reference;
    if (consultation === undefined || !isKind(list, CONSULTATION)) continue;
    walk(record, list, [], new Set(), (key, headings) => {
      const heading = headings.join(' · ');
      ordered.push({ consultation, key, ...(heading === '' ? {} : { heading }) });
      if (!ownerOf.has(key)) ownerOf.set(key, consultation);
    });
  }
  return { ordered, ownerOf };
});

function walk(
  record: PatientRecord, list: List, headings: readonly string[], seen: Set<List>, visit: (key: string, headings: readonly string[]) => void,
): void {
  if (seen.has(list)) return;
  seen.add(list);
  for (const { item } of list.entry ?? []) {
    const found = record.find(item.reference);
    if (found?.resourceType === 'List') walk(record, found, [...headings, ...titleOf(found)], seen, visit);
    else if (item.reference !== undefined) visit(item.reference, headings);
  }
}

/** A list's own title; the name of its kind says nothing to a reader. */
function titleOf(list: List): string[] {
  const title = list.title?.trim();
  if (title) return [title];
  return isKind(list, TOPIC) || isKind(list, CATEGORY) ? [] : [termOf(list.code) ?? ''].filter((term) => term !== '');
}

function isKind(list: List, kind: string): boolean {
  return list.code?.coding?.some((coding) => coding.code === kind) ?? false;
}
