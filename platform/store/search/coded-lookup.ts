import { listOf } from '../list.ts';
import { OTHERWISE_DATED } from '../rows/search-values.ts';

/** Entries by their codes, in the order of their ids: no more of them are read than are wanted, however many bear the code. */
export interface CodedLookup {
  rank: number;
  kind: 'coded';
  /** The keys of coded_entry, as a list parameter; or, of `anySystem`, codes of whichever system. */
  codes: string;
  anySystem: boolean;
  /** The one record they stand in. */
  patient?: string;
  /** Between which moments they begin. */
  dates?: readonly [from: string, to: string];
}

/**
 * SQL for the next ids after $6, at most `most`, with the parameters it takes from $7 on. $1 is the practice, $2 the type.
 * With dates, it brings the few entries besides that last longer than coded_entry can tell; and all of the code while
 * those are not in their table yet.
 */
export function codedIds({ codes, anySystem, patient, dates }: CodedLookup, most: number): { sql: string; values: string[] } {
  const values = [codes, ...(patient === undefined ? [] : [patient]), ...(dates ?? [])];
  const from = patient === undefined ? 8 : 9;
  const also = [
    patient === undefined ? '' : 'and k.patient = $8',
    dates === undefined ? '' : `and (k.date between $${from}::text::timestamptz and $${from + 1}::text::timestamptz or exists (select from search_rebuild w where w.practice = $1))`,
  ].join(' ');
  const besides = `union all
    (select v.id from search_value v where v.practice = $1 and v.type = $2 and v.param = '${OTHERWISE_DATED}' and v.value = '' and v.id > $6 order by v.id limit ${most})`;
  const sql = `select distinct c.id from (
      select k.id from ${anySystem ? CODES_OF_ANY_SYSTEM : `unnest(${listOf(7)})`} c(code) cross join lateral (
        select k.id from coded_entry k where k.practice = $1 and k.type = $2 and k.code = c.code and k.id > $6 ${also}
        order by k.id limit ${most}) k
      ${dates === undefined ? '' : besides}) c
    order by c.id limit ${most}`;
  return { sql, values };
}

/** The systems in use are few, and found by leaping from one to the next in the index. */
const SYSTEM = `left(e.code, length(e.code) - position('|' in reverse(e.code)))`;
const CODES_OF_ANY_SYSTEM = `(
  with recursive used(system) as (
    (select ${SYSTEM} from coded_entry e where e.practice = $1 order by e.code limit 1)
    union all
    select (select ${SYSTEM} from coded_entry e where e.practice = $1 and e.code > used.system || '|' || U&'\\+10FFFF' order by e.code limit 1)
    from used where used.system is not null)
  select used.system || '|' || w.code from used, unnest(${listOf(7)}) w(code) where used.system is not null)`;
