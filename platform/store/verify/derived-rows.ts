import type { StoredResource } from '../../fhir/resource.ts';
import { type ResourceRow, resourceRow } from '../rows/resource-row.ts';
import { grouped, type Keyed } from './grouped.ts';
import type { Moment } from './moment.ts';
import { addFault, type VerifyReport } from './report.ts';

/** A table that is filled from resources: its rows by type and id, and what they must be for one resource. */
interface DerivedTable {
  name: string;
  /** Columns `type`, `id` and the rest as JSON, in the order of type and id. */
  rows: string;
  expected: (row: ResourceRow) => unknown[][];
}

const HERE = `where practice = current_setting('app.practice', true) order by`;

const TABLES: readonly DerivedTable[] = [
  {
    name: 'coded_entry',
    rows: `select type, id, json_build_array(code, patient, case when isfinite(date) then extract(epoch from date) * 1000 end, value) as row from coded_entry ${HERE} type, id`,
    expected: (row) => row.codes.map((entry) => [entry.code, row.patient, row.date === '-infinity' ? null : Date.parse(row.date), entry.value ?? null]),
  },
  {
    name: 'identifier',
    rows: `select type, id, json_build_array(system, value) as row from identifier ${HERE} type, id`,
    expected: (row) => row.identifiers.map(({ system, value }) => [system, value]),
  },
  {
    name: 'search_value',
    rows: `select type, id, json_build_array(param, value) as row from search_value ${HERE} type, id`,
    expected: (row) => row.searchValues.map(({ param, value }) => [param, value]),
  },
  {
    name: 'patient_index',
    rows: `select 'Patient' as type, patient as id,
             json_build_array(nhs_number, birth_date, gender, deceased, names, sort_name, audience, active, restricted) as row
           from patient_index ${HERE} patient`,
    expected: ({ person, audience }) =>
      person === undefined
        ? []
        : [[person.nhsNumber ?? null, person.birthDate ?? null, person.gender ?? null, person.deceased, person.words.join(' '), person.sortName, audience, person.active, person.restricted]],
  },
  {
    name: 'patient_name',
    rows: `select 'Patient' as type, patient as id, json_build_array(word) as row from patient_name ${HERE} patient`,
    expected: ({ person }) => (person?.words ?? []).map((word) => [word]),
  },
];

interface Stored extends Keyed {
  patient: string;
  version: number;
  updated: Date;
  audience: number;
  content: string;
}

/**
 * Every current resource of the practice bound to `moment`: its columns say what its content says, and each search
 * table holds exactly the rows that the same pure functions derive from it now. All tables are walked side by side
 * in one order, so memory does not grow with the practice.
 */
export async function checkDerivedRows(moment: Moment, practice: string, report: VerifyReport): Promise<void> {
  const fault = (target: string, message: string, check: 'resource' | 'derived rows' = 'derived rows') => addFault(report, { practice, check, target, message });
  const streams = TABLES.map((table) => ({
    ...table,
    beside: grouped<Keyed & { row: unknown[] }>(moment.rows(table.rows), ({ type, id }) => fault(`${type}/${id}`, `${table.name} has a row of a resource that does not stand`)),
  }));
  const resources = moment.rows<Stored>(`select type, id, patient, version, updated, audience, content from resource ${HERE} type, id`);
  for await (const stored of resources) {
    const { type, id } = stored;
    const target = `${type}/${id}`;
    report.counts.resources++;
    const row = derive(stored.content);
    if (row === undefined) fault(target, 'is not JSON', 'resource');
    else for (const message of columnFaults(stored, row)) fault(target, message, 'resource');
    for (const { name, beside, expected } of streams) {
      const present = (await beside.take(type, id)).map((one) => JSON.stringify(one.row));
      report.counts.derivedRows += present.length;
      const { missing, extra } = difference(row === undefined ? present : expected(row).map((one) => JSON.stringify(one)), present);
      if (missing > 0) fault(target, `${name} lacks ${missing} of its rows, or holds them otherwise`);
      if (extra > 0) fault(target, `${name} has ${extra} rows that it does not give`);
    }
  }
  for (const { beside } of streams) await beside.rest();
}

function derive(content: string): ResourceRow | undefined {
  try {
    return resourceRow(JSON.parse(content) as StoredResource);
  } catch {
    return undefined;
  }
}

function columnFaults({ type, id, patient, version, updated, audience }: Stored, row: ResourceRow): string[] {
  const { meta } = row.resource;
  return [
    ...(row.type === type && row.id === id ? [] : ['its content bears another type or id']),
    ...(row.patient === patient ? [] : ['its content belongs to another record']),
    ...(row.audience === audience ? [] : ['its audience is not the one its content gives']),
    ...(meta?.versionId === String(version) ? [] : ['its content bears another version']),
    ...(Date.parse(meta?.lastUpdated ?? '') === updated.getTime() ? [] : ['its content bears another time']),
  ];
}

function difference(expected: readonly string[], present: readonly string[]): { missing: number; extra: number } {
  return {
    missing: expected.filter((row) => !present.includes(row)).length,
    extra: present.filter((row) => !expected.includes(row)).length,
  };
}
