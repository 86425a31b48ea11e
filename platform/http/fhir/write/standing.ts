import { readerOf, type Principal } from '../../../access/principal.ts';
import { Problem } from '../../../errors.ts';
import type { StoredResource } from '../../../fhir/resource.ts';
import type { Transaction } from '../../../store/database.ts';
import { contentFor, readerValues, visibleTo } from '../../../store/reader.ts';

/** What stands at an address, as the writer may see it. */
export interface Standing {
  patient: string;
  version: number;
  updated: Date;
  content: string;
  resource: StoredResource;
}

/**
 * The resource that stands, or undefined when none does. Throws `not-found` for one that the writer may not see: what
 * is withheld from somebody cannot be changed by them either (safety I31).
 */
export async function standing(tx: Transaction, principal: Principal, type: string, id: string): Promise<Standing | undefined> {
  const [row] = await tx.query<{ patient: string; version: number; updated: Date; content: string; seen: boolean }>(
    `select r.patient, r.version, r.updated, ${contentFor(4)} as content, ${visibleTo(4)} as seen from resource r where r.practice = $1 and r.type = $2 and r.id = $3`,
    [tx.practice, type, id, ...readerValues(readerOf(principal))],
  );
  if (row === undefined) return undefined;
  const { seen, ...shown } = row;
  if (!seen) throw notKnown(type, id, row.patient);
  return { ...shown, resource: JSON.parse(shown.content) as StoredResource };
}

/** Why nothing stands at an address: `deleted` for who might have seen it while it stood, `not-found` for anybody else. */
export async function whyNotStanding(tx: Transaction, principal: Principal, type: string, id: string): Promise<Problem> {
  const [last] = await tx.query<{ seen: boolean }>(
    `select ${visibleTo(4)} as seen from history r where r.practice = $1 and r.type = $2 and r.id = $3 order by r.version desc limit 1`,
    [tx.practice, type, id, ...readerValues(readerOf(principal))],
  );
  return last?.seen === true ? new Problem('deleted', `${type}/${id} has been deleted`) : notKnown(type, id);
}

function notKnown(type: string, id: string, closed = ''): Problem {
  return new Problem('not-found', `${type}/${id} is not known`, { closed: closed === '' ? [] : [closed] });
}
