import type { Patient } from '@medplum/fhirtypes';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import { dayOf } from './calendar.ts';
import { Surgery } from './consultations.ts';
import { people } from './households.ts';
import { entryId, patientPrefix } from './ids.ts';
import { recordImmunisations } from './immunisations.ts';
import { liveLife } from './life.ts';
import { nhsNumbers } from './nhs-numbers.ts';
import { toPatient } from './patient.ts';
import type { Person } from './person.ts';
import { generatePractice } from './practice.ts';
import type { Practice } from './practice.ts';
import { Random } from './random.ts';
import { RecordWriter } from './record-writer.ts';
import { planVisits } from './visit-plan.ts';

export interface PopulationOptions {
  seed: number;
  patients: number;
  practice: { ods: string; name: string };
  /** YYYY-MM-DD; nothing is dated after it. */
  today: string;
}

/** One patient's record, in the shape the importer takes. */
export interface GeneratedRecord {
  patient: Patient & { id: string };
  /** Resources of the patient's compartment, the Patient itself not among them. */
  resources: StoredResource[];
  /** The practice's own resources: all of them with the first record, none with the others. */
  directory: StoredResource[];
}

const STREAM = 4;

/** Index 0 of every population: a woman of 58 with hypertension and type 2 diabetes, for the patient sign-in. */
export const DEMONSTRATION_PATIENT_ID = entryId(patientPrefix(0), 0);

/**
 * A practice population that looks like one in England, record by record.
 * The same options give the same records, and patient N does not depend on how many there are.
 * Resources share what they have in common (references, code tables): take them as read-only.
 */
export function* generatePopulation(options: PopulationOptions): Generator<GeneratedRecord> {
  const today = dayOf(options.today);
  const practice = generatePractice(options.practice);
  const numbers = nhsNumbers(options.seed);
  const everybody = people(options.seed, today);
  for (let index = 0; index < options.patients; index++) {
    const number = numbers.next().value;
    if (number === undefined) throw new RangeError('the 999 range holds no more NHS numbers');
    const { patient, resources } = writeRecord(options.seed, everybody.next().value, number, practice, today);
    yield { patient, resources, directory: index === 0 ? [...practice.directory] : [] };
  }
}

function writeRecord(seed: number, person: Person, nhsNumber: string, practice: Practice, today: number): { patient: Patient & { id: string }; resources: StoredResource[] } {
  const random = new Random(seed, STREAM, person.index);
  const life = liveLife(random, person, today);
  const writer = new RecordWriter(practice, person.index);
  const surgery = new Surgery(writer, random, life, person.registeredDay);
  for (const visit of planVisits(random, life, person.registeredDay)) surgery.hold(visit);
  recordImmunisations(writer, random, life, person.registeredDay, life.until - 1);
  return { patient: toPatient(person, writer.patientId, nhsNumber, practice), resources: writer.resources };
}
