import { formatPatientDate, formatPatientTime } from '../../platform/fhir/format.ts';

/** "6 August 2018", at the precision recorded; undefined where nothing readable was recorded. */
export function plainDate(date: string | undefined): string | undefined {
  return date === undefined ? undefined : formatPatientDate(date);
}

/** "6 August 2018, 5:30pm". Midnight is how older systems write a day without a time, so it is left out. */
export function plainMoment(date: string | undefined): string | undefined {
  if (date === undefined) return undefined;
  const time = formatPatientTime(date);
  const day = formatPatientDate(date);
  return time === undefined || time === 'midnight' ? day : `${day ?? ''}, ${time}`;
}
