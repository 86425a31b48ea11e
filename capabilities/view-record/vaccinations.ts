import type { CodeableConcept, Immunization } from '@medplum/fhirtypes';
import { plainConcept, recordedText } from './concept.ts';
import { newestFirst } from './newest-first.ts';
import { readNotes, type Notes } from './notes.ts';
import type { PlainTerm } from './plain-english.ts';
import { isA, type PatientRecord } from './record.ts';
import { plainDate } from './when.ts';
import { nameOf } from './who.ts';

export interface Vaccination {
  id: string;
  name: PlainTerm;
  /** False where the vaccine was offered and not given. */
  given: boolean;
  whyNot: string | undefined;
  date: string | undefined;
  dose: string | undefined;
  product: string | undefined;
  batch: string | undefined;
  maker: string | undefined;
  site: string | undefined;
  by: string | undefined;
  where: string | undefined;
  notes: Notes;
}

/** Vaccinations, newest first. Entries made in error are left out. */
export function readVaccinations(record: PatientRecord): Vaccination[] {
  return newestFirst(record.all('Immunization'))
    .filter(({ status }) => status !== 'entered-in-error')
    .map((immunization) => readVaccination(record, immunization));
}

function readVaccination(record: PatientRecord, immunization: Immunization): Vaccination {
  const procedure = vaccinationProcedure(immunization);
  const product = recordedText(immunization.vaccineCode);
  const protocol = immunization.protocolApplied?.[0];
  const dose = protocol?.doseNumberPositiveInt ?? protocol?.doseNumberString;
  const performer = immunization.performer?.[0]?.actor;
  return {
    id: immunization.id ?? '',
    name: plainConcept(procedure ?? immunization.vaccineCode, 'Vaccination, no name recorded'),
    given: immunization.status === 'completed',
    notes: readNotes(immunization.note),
    whyNot: recordedText(immunization.statusReason),
    date: plainDate(immunization.occurrenceDateTime) ?? immunization.occurrenceString,
    dose: dose === undefined ? undefined : String(dose),
    product: procedure === undefined ? undefined : product,
    batch: immunization.lotNumber,
    maker: nameOf(record, immunization.manufacturer),
    site: recordedText(immunization.site),
    by: nameOf(record, performer),
    where: placeName(record, immunization),
  };
}

/** What was done, in the procedure's own term: UK Core and GP Connect carry it as an extension. */
function vaccinationProcedure({ extension }: Immunization): CodeableConcept | undefined {
  return extension?.find(({ url }) => url.includes('VaccinationProcedure'))?.valueCodeableConcept;
}

function placeName(record: PatientRecord, { location }: Immunization): string | undefined {
  const place = record.resolve(location);
  return isA(place, 'Location') ? place.name : location?.display;
}
