/**
 * UUID-shaped ids that grow with the patient and, within a patient, with the entry, so that a
 * database index takes them at its right-hand end. Unique within a practice; the same in every run.
 */

const TAIL = '-4a8e-9c47-5b1d0e6f2a93';
/** Keeps every id at eight leading digits, and keeps the directory's ids (below it) apart. */
const FIRST_PATIENT = 0x10000000;
const sequenceTexts: string[] = [];
for (let i = 0; i < 0x10000; i++) sequenceTexts.push(`-${i.toString(16).padStart(4, '0')}${TAIL}`);

/** The leading part that all ids of one patient's record share. */
export function patientPrefix(index: number): string {
  return (FIRST_PATIENT + index).toString(16);
}

/** Entry `sequence` of a record; 0 is the Patient itself. */
export function entryId(prefix: string, sequence: number): string {
  const text = sequenceTexts[sequence];
  if (text === undefined) throw new RangeError('more entries than ids in one record');
  return prefix + text;
}

/** Resource `sequence` of the practice's directory. */
export function directoryId(sequence: number): string {
  return entryId('00000d17', sequence);
}
