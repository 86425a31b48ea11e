import { Problem } from '../../errors.ts';
import type { Transaction } from '../database.ts';
import { indexKey } from '../rows/index-key.ts';

/**
 * FHIR R4 conditional create on an identifier: `identifier=system|value`. Answers the id of the resource that
 * bears it already, or undefined when the caller is now the one to create `id`. Of writers at the same moment one
 * wins by the table's key; the others wait for it and find its resource.
 */
export async function conditionalCreate(tx: Transaction, type: string, query: string, id: string): Promise<string | undefined> {
  const token = /^identifier=([^|&]+\|[^&]+)$/.exec(decodeURIComponent(query))?.[1];
  if (token === undefined) throw new Problem('invalid', 'If-None-Exist must be identifier=<system>|<value>');
  const bar = token.indexOf('|');
  const existing = await bearer(tx, type, token.slice(0, bar), token.slice(bar + 1));
  if (existing !== undefined) return existing;
  const key = conditionKey(type, token.slice(0, bar), token.slice(bar + 1));
  const won = await tx.query(`insert into conditional_create (practice, key, id) values ($1, $2, $3) on conflict do nothing returning id`, [tx.practice, key, id]);
  if (won.length > 0) return undefined;
  const [row] = await tx.query<{ id: string }>(`select id from conditional_create where practice = $1 and key = $2`, [tx.practice, key]);
  return row?.id ?? (await bearer(tx, type, token.slice(0, bar), token.slice(bar + 1)));
}

/** What stands for a condition in the table of the same name; it goes when its resource gives up the identifier. */
export function conditionKey(type: string, system: string, value: string): string {
  return `${type}?${indexKey(system)}|${indexKey(value)}`;
}

async function bearer(tx: Transaction, type: string, system: string, value: string): Promise<string | undefined> {
  const rows = await tx.query<{ id: string }>(`select id from identifier where practice = $1 and type = $2 and value = $3 and system = $4 limit 2`, [
    tx.practice, type, indexKey(value), indexKey(system),
  ]);
  if (rows.length > 1) throw new Problem('version-conflict', 'More than one resource bears this identifier');
  return rows[0]?.id;
}
