import { createHash, randomBytes } from 'node:crypto';
import { badParameter } from '../../fhir/search/fault.ts';
import type { Transaction } from '../database.ts';
import type { Reader } from '../reader.ts';

/** How long a sorted search can be paged through. */
const LIFE = '1 hour';

/** Where a page begins: after an id, or at a place in an order that was fixed at the first page. */
export type PageStart = { kind: 'after'; id: string } | { kind: 'order'; page: string; offset: number };

/** The `_page` of a next link. */
export function pageToken(start: PageStart): string {
  return start.kind === 'after' ? `a${Buffer.from(start.id).toString('base64url')}` : `o${start.page}.${start.offset}`;
}

export function readPageToken(token: string): PageStart {
  const [, after] = /^a([\w-]+)$/.exec(token) ?? [];
  if (after !== undefined) return { kind: 'after', id: Buffer.from(after, 'base64url').toString() };
  const [, page, offset] = /^o([\w-]{22})\.(\d{1,6})$/.exec(token) ?? [];
  if (page === undefined) throw notAPage();
  return { kind: 'order', page, offset: Number(offset) };
}

/** Keeps an order for the next pages of the same question by the same account; what has expired goes. */
export async function keepOrder(tx: Transaction, reader: Reader, question: string, found: readonly string[]): Promise<string> {
  const page = randomBytes(16).toString('base64url');
  await Promise.all([
    tx.query(`delete from search_page where practice = $1 and expires < now()`, [tx.practice]),
    tx.query(
      `insert into search_page (practice, id, account, question, found, expires) values ($1, $2, $3, $4, string_to_array($5, ','), now() + interval '${LIFE}')`,
      [tx.practice, page, reader.account, digest(question), found.join(',')],
    ),
  ]);
  return page;
}

/** The order kept; Problem `invalid` when it has expired, or was another account's or another question's. */
export async function keptOrder(tx: Transaction, reader: Reader, question: string, page: string): Promise<string[]> {
  const [row] = await tx.query<{ found: string }>(
    `select array_to_string(found, ',') as found from search_page where practice = $1 and id = $2 and account = $3 and question = $4 and expires > now()`,
    [tx.practice, page, reader.account, digest(question)],
  );
  if (row === undefined) throw notAPage();
  return row.found.split(',');
}

function digest(question: string): string {
  return createHash('sha256').update(question).digest('base64url');
}

function notAPage() {
  return badParameter('_page', 'is no page of this search, or has expired: search again');
}
