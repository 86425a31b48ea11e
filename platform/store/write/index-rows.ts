import type { StoredResource } from '../../fhir/resource.ts';
import type { Transaction, Value } from '../database.ts';
import { list, listOf } from '../list.ts';
import { type ResourceRow, resourceRow } from '../rows/resource-row.ts';
import { conditionKey } from './conditional-create.ts';
import type { Step } from './step.ts';

/** Takes out what the superseded versions put into the search tables. */
export async function removeIndexRows(tx: Transaction, steps: readonly Step[]): Promise<void> {
  const old = steps.flatMap((step) => (step.current?.content === undefined ? [] : [resourceRow(parse(step.current.content))]));
  if (old.length === 0) return;
  const codes = old.flatMap((row) => row.codes.map((entry) => ({ row, entry })));
  const people = old.filter((row) => row.person !== undefined);
  const valued = old.filter((row) => row.searchValues.length > 0);
  const conditions = old.flatMap((row) => row.identifiers.map(({ system, value }) => conditionKey(row.type, system, value)));
  await Promise.all([
    tx.query(
      `delete from coded_entry e using unnest(${listOf(2)}, ${listOf(3)}, ${listOf(4, 'timestamptz')}, ${listOf(5)}, ${listOf(6)}) as k(code, patient, date, type, id)
       where e.practice = $1 and e.code = k.code and e.patient = k.patient and e.date = k.date and e.type = k.type and e.id = k.id`,
      codeColumns(tx, codes),
    ),
    tx.query(
      `delete from identifier i using unnest(${listOf(2)}, ${listOf(3)}) as k(type, id)
       where i.practice = $1 and i.type = k.type and i.id = k.id`,
      [tx.practice, list(old.map((row) => row.type)), list(old.map((row) => row.id))],
    ),
    ...(conditions.length === 0 ? [] : [tx.query(`delete from conditional_create c using unnest(${listOf(2)}) k where c.practice = $1 and c.key = k`, [tx.practice, list(conditions)])]),
    tx.query(
      `delete from search_value v using unnest(${listOf(2)}, ${listOf(3)}) as k(type, id)
       where v.practice = $1 and v.type = k.type and v.id = k.id`,
      [tx.practice, list(valued.map((row) => row.type)), list(valued.map((row) => row.id))],
    ),
    tx.query(`delete from patient_name n using unnest(${listOf(2)}) p where n.practice = $1 and n.patient = p`, [tx.practice, list(people.map((row) => row.id))]),
    tx.query(`delete from patient_index i using unnest(${listOf(2)}) p where i.practice = $1 and i.patient = p`, [tx.practice, list(people.map((row) => row.id))]),
  ]);
}

/** The search rows of what is being written. */
export async function insertIndexRows(tx: Transaction, steps: readonly Step[]): Promise<void> {
  const rows = steps.flatMap((step) => (step.row === undefined ? [] : [step.row]));
  await Promise.all([insertCodes(tx, rows), insertIdentifiers(tx, rows), insertPeople(tx, rows), insertSearchValues(tx, rows)]);
}

async function insertCodes(tx: Transaction, rows: readonly ResourceRow[]): Promise<void> {
  const codes = rows.flatMap((row) => row.codes.map((entry) => ({ row, entry })));
  if (codes.length === 0) return;
  const displays = new Map<string, string>();
  for (const { entry } of codes) if (entry.display !== '' || !displays.has(entry.code)) displays.set(entry.code, entry.display);
  const concepts = [...displays].sort(([a], [b]) => (a < b ? -1 : 1)); // one order for all writers: no deadlock
  await Promise.all([
    tx.query(
      `insert into coded_entry (practice, code, patient, date, type, id, value)
       select $1, k.code, k.patient, k.date, k.type, k.id, nullif(k.value, '')::float8
       from unnest(${listOf(2)}, ${listOf(3)}, ${listOf(4, 'timestamptz')}, ${listOf(5)}, ${listOf(6)}, ${listOf(7)}) as k(code, patient, date, type, id, value)`,
      [...codeColumns(tx, codes), list(codes.map(({ entry }) => entry.value?.toString() ?? ''))],
    ),
    tx.query(
      `insert into concept (practice, code, display)
       select $1, k.code, k.display from unnest(${listOf(2)}, ${listOf(3)}) as k(code, display)
       where not exists (select from concept c where c.practice = $1 and c.code = k.code and (c.display <> '' or k.display = ''))
       order by k.code
       on conflict (practice, code) do update set display = excluded.display where concept.display = ''`,
      [tx.practice, list(concepts.map(([code]) => code)), list(concepts.map(([, display]) => display))],
    ),
  ]);
}

function codeColumns(tx: Transaction, codes: readonly { row: ResourceRow; entry: { code: string } }[]): Value[] {
  return [
    tx.practice,
    list(codes.map(({ entry }) => entry.code)),
    list(codes.map(({ row }) => row.patient)),
    list(codes.map(({ row }) => row.date)),
    list(codes.map(({ row }) => row.type)),
    list(codes.map(({ row }) => row.id)),
  ];
}

async function insertIdentifiers(tx: Transaction, rows: readonly ResourceRow[]): Promise<void> {
  const all = rows.flatMap((row) => row.identifiers.map((identifier) => ({ row, identifier })));
  if (all.length === 0) return;
  await tx.query(
    `insert into identifier (practice, type, value, system, id)
     select $1, k.type, k.value, k.system, k.id
     from unnest(${listOf(2)}, ${listOf(3)}, ${listOf(4)}, ${listOf(5)}) as k(type, value, system, id)`,
    [
      tx.practice,
      list(all.map(({ row }) => row.type)),
      list(all.map(({ identifier }) => identifier.value)),
      list(all.map(({ identifier }) => identifier.system)),
      list(all.map(({ row }) => row.id)),
    ],
  );
}

/** Where the row is there already it is left: a rebuild and a write may meet. */
export async function insertSearchValues(tx: Transaction, rows: readonly ResourceRow[]): Promise<void> {
  const all = rows.flatMap((row) => row.searchValues.map((found) => ({ row, found })));
  if (all.length === 0) return;
  await tx.query(
    `insert into search_value (practice, type, param, value, id)
     select $1, k.type, k.param, k.value, k.id from unnest(${listOf(2)}, ${listOf(3)}, ${listOf(4)}, ${listOf(5)}) as k(type, param, value, id)
     on conflict do nothing`,
    [tx.practice, list(all.map(({ row }) => row.type)), list(all.map(({ found }) => found.param)), list(all.map(({ found }) => found.value)), list(all.map(({ row }) => row.id))],
  );
}

async function insertPeople(tx: Transaction, rows: readonly ResourceRow[]): Promise<void> {
  const people = rows.flatMap(({ id, person, audience }) => (person === undefined ? [] : [{ id, person, audience }]));
  if (people.length === 0) return;
  const words = people.flatMap(({ id, person }) => person.words.map((word) => ({ id, word })));
  await Promise.all([
    tx.query(
      `insert into patient_index (practice, patient, nhs_number, birth_date, gender, deceased, names, sort_name, audience, active, restricted)
       select $1, k.patient, nullif(k.nhs_number, ''), nullif(k.birth_date, ''), nullif(k.gender, ''), k.deceased, k.names, k.sort_name, k.audience, k.active, k.restricted
       from unnest(${listOf(2)}, ${listOf(3)}, ${listOf(4)}, ${listOf(5)}, ${listOf(6, 'boolean')}, ${listOf(7)}, ${listOf(8)}, ${listOf(9, 'smallint')}, ${listOf(10, 'boolean')}, ${listOf(11, 'boolean')})
         as k(patient, nhs_number, birth_date, gender, deceased, names, sort_name, audience, active, restricted)`,
      [
        tx.practice,
        list(people.map(({ id }) => id)),
        list(people.map(({ person }) => person.nhsNumber ?? '')),
        list(people.map(({ person }) => person.birthDate ?? '')),
        list(people.map(({ person }) => person.gender ?? '')),
        list(people.map(({ person }) => String(person.deceased))),
        list(people.map(({ person }) => person.words.join(' '))),
        list(people.map(({ person }) => person.sortName)),
        list(people.map(({ audience }) => String(audience))),
        list(people.map(({ person }) => String(person.active))),
        list(people.map(({ person }) => String(person.restricted))),
      ],
    ),
    tx.query(
      `insert into patient_name (practice, word, patient) select $1, k.word, k.patient from unnest(${listOf(2)}, ${listOf(3)}) as k(word, patient)`,
      [tx.practice, list(words.map(({ word }) => word)), list(words.map(({ id }) => id))],
    ),
  ]);
}

/** Reads what this store itself wrote: valid when it went in. */
function parse(content: string): StoredResource {
  return JSON.parse(content) as StoredResource;
}
