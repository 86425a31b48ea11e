import { NHS_NUMBER_SYSTEM } from '../../platform/fhir/nhs-number.ts';
import type { Transaction } from '../../platform/store/database.ts';
import { list, listOf } from '../../platform/store/list.ts';
import { type ConvertedRecord, SourceError } from './contract.ts';
import type { Incoming } from './load-records.ts';

/**
 * Finds which of the patients are registered here already, by NHS number or by the id of an earlier import. One
 * who is known under another id keeps that id, and the incoming record is re-addressed to it. One whose id is
 * known with another NHS number is refused: two people must never become one.
 */
export async function matchPatients(tx: Transaction, incoming: readonly Incoming[]): Promise<{ matched: Incoming[]; known: ReadonlySet<string> }> {
  const numbers = incoming.map(({ record }) => nhsNumberOf(record) ?? '');
  const rows = await tx.query<{ patient: string; nhs_number: string | null }>(
    `select patient, nhs_number from patient_index where practice = $1 and patient = any(${listOf(2)})
     union
     select patient, nhs_number from patient_index where practice = $1 and nhs_number = any(${listOf(3)})`,
    [tx.practice, list(incoming.map(({ record }) => record.patient.id)), list(numbers.filter((number) => number !== ''))],
  );
  const byId = new Map(rows.map((row) => [row.patient, row]));
  const byNumber = new Map(rows.flatMap((row) => (row.nhs_number === null ? [] : [[row.nhs_number, row.patient] as const])));
  const matched = incoming.map(({ record, ...rest }, i) => {
    const number = numbers[i] ?? '';
    const standing = byId.get(record.patient.id);
    if (standing?.nhs_number != null && number !== '' && standing.nhs_number !== number) {
      throw new SourceError(rest.source, 'has the id of a patient who is registered here with another NHS number');
    }
    const patient = number === '' ? undefined : byNumber.get(number);
    return { ...rest, record: patient === undefined || patient === record.patient.id ? record : readdress(record, patient) };
  });
  return { matched, known: new Set(rows.map((row) => row.patient)) };
}

function nhsNumberOf({ patient }: ConvertedRecord): string | undefined {
  return patient.identifier?.find((identifier) => identifier.system === NHS_NUMBER_SYSTEM)?.value;
}

/** The same record about the patient under the id they have here. */
function readdress(record: ConvertedRecord, id: string): ConvertedRecord {
  const from = `Patient/${record.patient.id}`;
  const to = `Patient/${id}`;
  const moved: Pick<ConvertedRecord, 'resources' | 'entries'> = JSON.parse(JSON.stringify({ resources: record.resources, entries: record.entries }), (key, value: unknown) =>
    (key === 'reference' || key === 'target') && value === from ? to : value,
  );
  return { ...record, ...moved, patient: { ...record.patient, id } };
}
