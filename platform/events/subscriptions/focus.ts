import type { Resource } from '@medplum/fhirtypes';
import { list, listOf } from '../../store/list.ts';
import { type Principal, readerOf } from '../../access/principal.ts';
import { reachOf } from '../../access/scope.ts';
import { contentFor, pastContentFor, readerValues, visibleTo } from '../../store/reader.ts';
import type { Transaction } from '../../store/database.ts';
import { testOf } from './criteria.ts';

export interface Focus {
  patient: string;
  /** The JSON as the reader may read it now; of what has been deleted, as it was last. */
  content: string;
  deleted: boolean;
}

/** What the principal may see now of the resources named (`Type/id`); what they may not, by whatever rule, is absent. */
export async function readFoci(tx: Transaction, principal: Principal, addresses: readonly string[]): Promise<Map<string, Focus>> {
  const rows = await tx.query<Focus & { address: string }>(
    `select k.address, x.patient, x.content, x.deleted
     from unnest(${listOf(2)}) k(address)
     cross join lateral (
       select r.patient, ${contentFor(3)} as content, false as deleted from resource r
       where r.practice = $1 and r.type = split_part(k.address, '/', 1) and r.id = split_part(k.address, '/', 2) and ${visibleTo(3)}
       union all
       select h.patient, ${pastContentFor(3, 'h')}, true from history t
       join history h on h.practice = t.practice and h.type = t.type and h.id = t.id and h.version = t.version - 1
       where t.practice = $1 and t.type = split_part(k.address, '/', 1) and t.id = split_part(k.address, '/', 2) and t.content is null
         and ${visibleTo(3, 't')} and ${visibleTo(3, 'h')}
         and not exists (select from resource s where s.practice = t.practice and s.type = t.type and s.id = t.id)
         and not exists (select from history u where u.practice = t.practice and u.type = t.type and u.id = t.id and u.version > t.version)) x`,
    [tx.practice, list([...new Set(addresses)]), ...readerValues(readerOf(principal))],
  );
  return new Map(rows.filter(({ address, content }) => inScope(principal, address, content)).map(({ address, ...focus }) => [address, focus]));
}

function inScope({ scopes }: Principal, address: string, content: string): boolean {
  if (scopes === undefined) return true;
  const [type = ''] = address.split('/');
  const reach = reachOf(scopes, 'r', type);
  if (reach === 'all' || reach === 'none') return reach === 'all';
  const resource = JSON.parse(content) as Resource;
  return reach.some((query) => testOf(type, query)(resource));
}

export function parsed({ content }: Focus): Resource {
  return JSON.parse(content) as Resource;
}
