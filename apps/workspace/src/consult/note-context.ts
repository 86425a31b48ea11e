import { formatStaffDate } from '../../../../platform/fhir/format.ts';
import type { MeasuredInRecord, NoteContext } from '../../../../capabilities/consultations/note.ts';
import type { PatientRecord } from '../record/model/record.ts';
import { resultsOf } from '../record/model/results.ts';

const WEIGHT = new Set(['27113001', '162763007', '29463-7']);
const HEIGHT = new Set(['1153637007', '50373000', '162755006', '248333004', '8302-2']);

/** What the reading of a note needs to know of the patient. */
export function noteContextOf(record: PatientRecord, now: Date): NoteContext {
  const age = ageInYears(record.patient.birthDate, now);
  const lastWeight = latest(record, WEIGHT, 'kg');
  const lastHeight = latest(record, HEIGHT, 'cm');
  return {
    ...(age === undefined ? {} : { ageYears: age }),
    ...(lastWeight ? { lastWeight } : {}),
    ...(lastHeight ? { lastHeight } : {}),
  };
}

/** Whole years, at the precision the date of birth has. */
function ageInYears(birthDate: string | undefined, now: Date): number | undefined {
  if (birthDate === undefined) return undefined;
  const today = now.toISOString().slice(0, birthDate.length);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return Number.isNaN(years) ? undefined : years - (today.slice(4) < birthDate.slice(4) ? 1 : 0);
}

function latest(record: PatientRecord, codes: ReadonlySet<string>, unit: string): MeasuredInRecord | undefined {
  const reading = resultsOf(record).find((test) => codes.has(test.key))?.readings.find((one) => one.unit === unit && one.number !== undefined);
  if (reading?.number === undefined || reading.entry.date === undefined) return undefined;
  return { value: reading.number, reference: reading.entry.key, when: formatStaffDate(reading.entry.date) ?? reading.entry.date };
}
