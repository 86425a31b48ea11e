import type { Resource } from '@medplum/fhirtypes';
import { clinicalDate } from '../../platform/fhir/clinical-date.ts';
import { fhirInterval } from '../../platform/fhir/dates.ts';

/** A copy, newest event first; entries without a date come last. Same moment: the record's own order. */
export function newestFirst<T extends Resource>(resources: readonly T[]): T[] {
  const dated = resources.map((resource) => ({ resource, at: moment(clinicalDate(resource)) }));
  return dated.sort((a, b) => (a.at === b.at ? 0 : b.at - a.at)).map(({ resource }) => resource);
}

function moment(date: string | undefined): number {
  return (date === undefined ? undefined : fhirInterval(date)?.low) ?? Number.NEGATIVE_INFINITY;
}
