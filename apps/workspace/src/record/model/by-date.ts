import { fhirInterval } from '../../../../../platform/fhir/dates.ts';

/** When a FHIR date begins, in epoch milliseconds; what has no date sorts as the oldest. */
export function momentOf(date: string | undefined): number {
  return date === undefined ? -Infinity : fhirInterval(date)?.low ?? -Infinity;
}

/** Newest first; equal dates keep their order. */
export function newestFirst<T>(items: readonly T[], dateOf: (item: T) => string | undefined): T[] {
  return items.map((item) => ({ item, moment: momentOf(dateOf(item)) }))
    .sort((a, b) => (b.moment === a.moment ? 0 : b.moment - a.moment))
    .map(({ item }) => item);
}
