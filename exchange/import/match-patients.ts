import { NHS_NUMBER_SYSTEM } from '../../platform/fhir/nhs-number.ts';
import type { Transaction } from '../../platform/store/database.ts';
import { list, listOf } from '../../platform/store/list.ts';
import { type ConvertedRecord, SourceError } from './contract.ts';
import type { Incoming } from './incoming.ts';

/**
 * Finds which of the patients are registered here already, by NHS number or by the id of an earlier import. One
 * who is known under another id keeps that id, and the incoming record is re-addressed to it. Two people must never
 * become one: an id known with another NHS number is refused, and so is a match by id or NHS number alone where the
 * dates of birth differ.
 */
export async function matchPatients(tx: Transaction, incoming: readonly Incoming[]): Promise<{ matched: Incoming[]; known: ReadonlySet<string> }> {
  const numbers = incoming.map(({ record }) => nhsNumberOf(record) ?? '');
  const rows = await tx.query<Registered>(
    `select patient, nhs_number, birth_date from patient_index where practice = $1 and patient = any(${listOf(2)})
     union
     select patient, nhs_number, birth_date from patient_index where practice = $1 and nhs_number = any(${listOf(3)})`,
    [tx.practice, list(incoming.map(({ record }) => record.patient.id)), list(numbers.filter((number) => number !== ''))],
  );
  const byId = new Map(rows.map((row) => [row.patient, row]));
  const byNumber = new Map(rows.flatMap((row) => (row.nhs_number === null ? [] : [[row.nhs_number, row] as const])));
  const matched = incoming.map(({ record, ...rest }, i) => {
    const number = numbers[i] ?? '';
    const sameId = byId.get(record.patient.id);
    if (sameId?.nhs_number != null && number !== '' && sameId.nhs_number !== number) {
      throw new SourceError(rest.source, 'has the id of a patient who is registered here with another NHS number');
    }
    const sameNumber = number === '' ? undefined : byNumber.get(number);
    const match = sameNumber ?? sameId;
    const isBoth = sameNumber !== undefined && sameNumber === sameId;
    if (match !== undefined && !isBoth && !agree(match.birth_date, record.patient.birthDate)) {
      throw new SourceError(rest.source, `has the ${sameNumber === undefined ? 'id' : 'NHS number'} of a patient who is registered here with another date of birth`);
    }
    return { ...rest, record: match === undefined || match.patient === record.patient.id ? record : readdress(record, match.patient) };
  });
  return { matched, known: new Set(rows.map((row) => row.patient)) };
}

interface Registered {
  patient: string;
  nhs_number: string | null;
  birth_date: string | null;
}

/** Whether two dates of birth can be one, each at its own precision, or unknown. */
function agree(a: string | null, b: string | undefined): boolean {
  return a === null || b === undefined || a.startsWith(b) || b.startsWith(a);
}

function nhsNumberOf({ patient }: ConvertedRecord): string | undefined {
  return patient.identifier?.find((identifier) => identifier.system === NHS_NUMBER_SYSTEM)?.value;
}

/** The same record about the patient under the id they have here. */
function readdress(record: ConvertedRecord, id: string): ConvertedRecord {
  const from = `Patient/${record.patient.id}`;
  const to = `Patient/${id}`;
  const moved = JSON.parse(JSON.stringify({ resources: record.resources, entries: record.entries }), (key, value: unknown) =>
    (key === 'reference' || key === 'target') && value === from ? to : value,
  ) as Pick<ConvertedRecord, 'resources' | 'entries'>;
  return { ...record, ...moved, patient: { ...record.patient, id } };
}
