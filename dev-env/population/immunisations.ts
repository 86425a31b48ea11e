import type { CodeableConcept, Extension, Immunization } from '@medplum/fhirtypes';
import { dateText, yearOf, dayOf } from './calendar.ts';
import { VACCINATION } from './codes.ts';
import { deepFreeze, words } from './concept.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import type { RecordWriter } from './record-writer.ts';

/** One vaccine given on one day: the product in words, the procedure in SNOMED CT. */
interface Vaccine {
  product: CodeableConcept;
  procedure: Extension[];
  dose: number;
}

const vaccine = (product: string, procedure: CodeableConcept, dose: number): Vaccine => ({
  product: words(product),
  procedure: deepFreeze([{ url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure', valueCodeableConcept: procedure }]),
  dose,
});

/** The childhood schedule: age in days, the year the programme began, what is given. */
const CHILDHOOD: readonly { age: number; since: number; girlsOnly?: true; vaccines: readonly Vaccine[] }[] = [
  { age: 58, since: 1990, vaccines: [vaccine('6-in-1 (DTaP/IPV/Hib/HepB)', VACCINATION.sixInOne1, 1)] },
  { age: 58, since: 2015, vaccines: [vaccine('Rotavirus', VACCINATION.rotavirus1, 1), vaccine('MenB', VACCINATION.meningitisB1, 1)] },
  { age: 87, since: 1990, vaccines: [vaccine('6-in-1 (DTaP/IPV/Hib/HepB)', VACCINATION.sixInOne2, 2)] },
  { age: 87, since: 2015, vaccines: [vaccine('Rotavirus', VACCINATION.rotavirus2, 2), vaccine('Pneumococcal (PCV13)', VACCINATION.pneumococcal13, 1)] },
  { age: 115, since: 1990, vaccines: [vaccine('6-in-1 (DTaP/IPV/Hib/HepB)', VACCINATION.sixInOne3, 3)] },
  { age: 115, since: 2015, vaccines: [vaccine('MenB', VACCINATION.meningitisB2, 2)] },
  { age: 371, since: 1990, vaccines: [vaccine('MMR', VACCINATION.mmr1, 1)] },
  { age: 371, since: 2015, vaccines: [vaccine('MenB', VACCINATION.meningitisBBooster, 3), vaccine('Pneumococcal (PCV13)', VACCINATION.pneumococcal13, 2)] },
  { age: 1228, since: 1996, vaccines: [vaccine('4-in-1 pre-school booster (DTaP/IPV)', VACCINATION.fourInOne, 4), vaccine('MMR', VACCINATION.mmr2, 2)] },
  { age: 4620, since: 2008, girlsOnly: true, vaccines: [vaccine('HPV', VACCINATION.papilloma1, 1)] },
  { age: 5200, since: 1998, vaccines: [vaccine('3-in-1 teenage booster (Td/IPV)', VACCINATION.threeInOne, 5)] },
];
const INFLUENZA = vaccine('Inactivated influenza vaccine', VACCINATION.influenza, 1);
const PNEUMOCOCCAL = vaccine('Pneumococcal polysaccharide (PPV23)', VACCINATION.pneumococcal23, 1);
const SHINGLES = [vaccine('Shingrix', VACCINATION.shingles1, 1), vaccine('Shingrix', VACCINATION.shingles2, 2)] as const;
const COVID = [vaccine('COVID-19 mRNA vaccine', VACCINATION.covid1, 1), vaccine('COVID-19 mRNA vaccine', VACCINATION.covid2, 2), vaccine('COVID-19 mRNA vaccine', VACCINATION.covidBooster, 3)] as const;

const SITE = [words('Left deltoid'), words('Right deltoid')] as const;
const AT_RISK = ['type2Diabetes', 'copd', 'ischaemicHeart', 'heartFailure', 'kidneyDisease', 'stroke', 'epilepsy'] as const;
const YEAR = 365.2425;

/** Everything ever given: childhood, autumn influenza from the day the record begins, pneumococcal, shingles, COVID-19. */
export function recordImmunisations(writer: RecordWriter, random: Random, life: Life, recordFrom: number, lastDay: number): void {
  const refuses = random.chance(0.06);
  if (refuses) return;
  if (yearOf(life.from) >= 1990) {
    for (const due of CHILDHOOD) {
      const day = life.from + due.age + random.between(0, 20);
      if (yearOf(day) < due.since || (due.girlsOnly && life.person.gender !== 'female' && yearOf(day) < 2019) || !random.chance(0.94)) continue;
      for (const one of due.vaccines) give(writer, one, day, recordFrom, lastDay);
    }
  }
  autumns(writer, random, life, recordFrom, lastDay);
  give(writer, PNEUMOCOCCAL, life.from + Math.round(65.3 * YEAR), recordFrom, random.chance(0.7) ? lastDay : 0);
  const shingles = Math.max(life.from + Math.round(70.2 * YEAR), dayOf('2023-09-10'));
  if (shingles < life.from + 80 * YEAR && random.chance(0.6)) SHINGLES.forEach((one, i) => give(writer, one, shingles + i * 190, recordFrom, lastDay));
  const age2021 = (dayOf('2021-06-01') - life.from) / YEAR;
  if (age2021 >= 16 && random.chance(0.86)) {
    const first = dayOf('2021-01-10') + Math.max(0, Math.round((85 - age2021) * 2.2)) + random.between(0, 25);
    give(writer, COVID[0], first, recordFrom, lastDay);
    give(writer, COVID[1], first + 77, recordFrom, lastDay);
    if (random.chance(0.8)) give(writer, COVID[2], first + 265, recordFrom, lastDay);
  }
}

function autumns(writer: RecordWriter, random: Random, life: Life, recordFrom: number, lastDay: number): void {
  for (let year = yearOf(recordFrom); year <= yearOf(lastDay); year++) {
    const day = dayOf(`${year}-10-01`) + random.between(0, 50);
    const age = (day - life.from) / YEAR;
    const invited = age >= 65 || AT_RISK.some((condition) => (life.onsets[condition] ?? day) < day);
    if (day < recordFrom || !invited || !random.chance(0.78)) continue;
    give(writer, INFLUENZA, day, recordFrom, lastDay);
    if (year >= 2022 && age >= 75 && random.chance(0.7)) give(writer, COVID[2], day, recordFrom, lastDay);
  }
}

/** Before `recordFrom` it was another practice's work, reported to this one. */
function give(writer: RecordWriter, what: Vaccine, day: number, recordFrom: number, lastDay: number): void {
  if (day > lastDay) return;
  const here = day >= recordFrom;
  const immunization: Immunization & { id: string } = {
    resourceType: 'Immunization',
    id: writer.nextId(),
    extension: what.procedure,
    status: 'completed',
    vaccineCode: what.product,
    patient: writer.subject,
    occurrenceDateTime: dateText(day),
    recorded: dateText(Math.max(day, recordFrom)),
    primarySource: here,
    protocolApplied: [{ doseNumberPositiveInt: what.dose }],
  };
  if (here) {
    immunization.site = SITE[day % 2 === 0 ? 0 : 1];
    immunization.location = writer.practice.location;
    const nurse = writer.practice.practitioners[4 + (day % 3)];
    if (nurse) immunization.performer = [{ actor: nurse }];
  } else immunization.reportOrigin = REPORTED;
  writer.resources.push(immunization);
}

const REPORTED = words('Reported by another practice');
