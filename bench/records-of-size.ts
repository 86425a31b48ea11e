import type { Patient } from '@medplum/fhirtypes';
import type { Database } from '../platform/store/database.ts';
import type { HeldRecord } from './fhir-target.ts';

/** Records of a practice's registered patients with so many entries, and what the cases ask about them. */
export async function patientsOfSize(db: Database, practice: string, low: number, high: number, limit: number): Promise<HeldRecord[]> {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<{ patient: string; entries: number; content: string; observations: string }>(
      `select k.patient, k.entries, p.content, k.observations from (
         select patient, count(*)::int as entries, string_agg(id, ',' order by id) filter (where type = 'Observation') as observations
         from resource where practice = $1 and patient in (select patient from patient_index where practice = $1 and active) group by patient having count(*) between $2 and $3 order by patient limit $4) k
       join resource p on p.practice = $1 and p.type = 'Patient' and p.id = k.patient order by k.patient`,
      [practice, low, high, limit],
    ),
  );
  if (rows.length === 0) throw new Error(`No patient has ${low} to ${high} entries: load more patients`);
  return rows.map(({ patient, entries, content, observations }) => {
    const { name = [], identifier = [] } = JSON.parse(content) as Patient;
    const nhsNumber = identifier.find(({ system }) => system === 'https://fhir.nhs.uk/Id/nhs-number')?.value ?? '';
    return { patient, entries, nhsNumber, family: name[0]?.family ?? '', observations: observations.split(',') };
  });
}
