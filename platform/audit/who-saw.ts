import type { Transaction } from '../store/database.ts';

/** That somebody looked at, or wrote in, a patient's record on a day: what the patient is told. */
export interface Visit {
  /** YYYY-MM-DD, in England. */
  day: string;
  first: string;
  last: string;
  actor: string;
  name: string;
  reference: string;
  role: string;
}

/**
 * Who has been in a patient's record, newest day first, one line for a person and a day; one more than `count` where
 * there are more. Neither what was looked at nor how often, nor what was refused: an entry that is withheld from the
 * patient must not show by the traces of those who worked on it (safety I23).
 */
export async function visitsTo(tx: Transaction, patient: string, range: { from: number; until: number }, count: number, after: { day: string; actor: string } | undefined): Promise<Visit[]> {
  return tx.query<Visit>(
    `select to_char(v.day, 'YYYY-MM-DD') as day, v.first, v.last, v.actor, coalesce(c.name, s.name, '') as name, coalesce(c.reference, '') as reference, v.role
     from (
       select (a.at at time zone 'Europe/London')::date as day, a.actor, max(a.role) as role,
              to_char(min(a.at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as first, to_char(max(a.at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as last
       from audit a
       where a.practice = $1 and a.patient = $2 and a.outcome = 'success'
         and a.at >= to_timestamp($3::float8 / 1000) and a.at < to_timestamp($4::float8 / 1000)
       group by 1, 2) v
     left join account c on c.practice = $1 and c.id = v.actor
     left join app_client s on s.practice = $1 and s.id = substr(v.actor, 8) and v.actor like 'client:%'
     where (v.day, v.actor) < ($5::text::date, $6)
     order by v.day desc, v.actor desc limit $7`,
    [tx.practice, patient, range.from, range.until, after?.day ?? '9999-12-31', after?.actor ?? '', count + 1],
  );
}
