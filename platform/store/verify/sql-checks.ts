import type { Check } from './report.ts';

/** An invariant as a question that must have no answer: what breaks it in practice $1, as `target`. */
export interface SqlCheck {
  check: Check;
  message: string;
  sql: string;
}

/** Every version that was ever written: the current ones, the superseded ones and the deletions. */
const VERSIONS = `(
  select practice, type, id, version, patient, updated, content is null as gone from history where practice = $1
  union all select practice, type, id, version, patient, updated, false from resource where practice = $1)`;

export const SQL_CHECKS: readonly SqlCheck[] = [
  {
    check: 'history',
    message: 'its versions do not run from 1 without a gap, or appear twice',
    sql: `select type || '/' || id as target from ${VERSIONS} v group by type, id having min(version) <> 1 or max(version) <> count(*)`,
  },
  {
    check: 'history',
    message: 'it stands, although its last version is not the current one',
    sql: `select r.type || '/' || r.id as target from resource r
          where r.practice = $1 and exists (select from history h where h.practice = $1 and h.type = r.type and h.id = r.id and h.version >= r.version)`,
  },
  {
    check: 'history',
    message: 'it is gone without a deletion as its last version',
    sql: `select type || '/' || id as target from history h where practice = $1
            and not exists (select from resource r where r.practice = $1 and r.type = h.type and r.id = h.id)
          group by type, id having not bool_or(content is null and version = (
            select max(l.version) from history l where l.practice = $1 and l.type = h.type and l.id = h.id))`,
  },
  {
    check: 'history',
    message: 'a deletion follows a deletion',
    sql: `select type || '/' || id as target from history h where practice = $1 and content is null
            and exists (select from history b where b.practice = $1 and b.type = h.type and b.id = h.id and b.version = h.version - 1 and b.content is null)`,
  },
  {
    check: 'history',
    message: 'its versions belong to different records',
    sql: `select type || '/' || id as target from ${VERSIONS} v group by type, id having min(patient) <> max(patient)`,
  },
  {
    check: 'history',
    message: 'a superseded version bears another version in its content',
    sql: `select type || '/' || id as target from history where practice = $1 and strpos(content, '"versionId":"' || version || '"') = 0`,
  },
  {
    check: 'record',
    message: 'the record has entries, but no row of its own, or no Patient',
    sql: `select distinct r.patient as target from resource r where r.practice = $1
            and (not exists (select from record c where c.practice = $1 and c.patient = r.patient)
              or r.patient <> '' and not exists (select from resource p where p.practice = $1 and p.type = 'Patient' and p.id = r.patient))`,
  },
  {
    check: 'record',
    message: 'its floor lies above its version',
    sql: `select patient as target from record where practice = $1 and floor > version`,
  },
  {
    check: 'record',
    message: 'an entry was written at a later version than the record has',
    sql: `select r.type || '/' || r.id as target from resource r join record c on c.practice = r.practice and c.patient = r.patient
          where r.practice = $1 and r.record_version > c.version`,
  },
  {
    check: 'record',
    message: 'it has a snapshot of a version that it has not reached',
    sql: `select s.patient as target from snapshot s left join record c on c.practice = $1 and c.patient = s.patient
          where s.practice = $1 and (c.version is null or s.version > c.version)`,
  },
  {
    check: 'feed',
    message: 'the positions of the change feed do not run from 1 to its head without a gap',
    sql: `select 'position ' || coalesce(min(g.position), 0) as target
          from (select position from change c where practice = $1 and position > 1
                  and not exists (select from change b where b.practice = $1 and b.position = c.position - 1)) g
          right join (select count(*) as n, coalesce(min(position), 1) as first, coalesce(max(position), 0) as last from change where practice = $1) f on true
          group by f.n, f.first, f.last
          having f.n <> f.last or f.first <> 1 or f.last <> coalesce((select position from feed where practice = $1), 0)`,
  },
  {
    check: 'feed',
    message: 'the record versions of its changes do not rise one by one to the present one',
    sql: `select patient as target from (
            select patient, record_version, lag(record_version) over w as before, lead(record_version) over w as after
            from change where practice = $1 window w as (partition by patient order by position)) k
          where record_version <> before + 1
             or after is null and record_version <> (select version from record c where c.practice = $1 and c.patient = k.patient)
          group by patient`,
  },
  {
    check: 'feed',
    message: 'a version of it was written, but the change feed does not tell',
    sql: `select v.type || '/' || v.id as target from ${VERSIONS} v
          where not exists (select from change c where c.practice = $1 and c.patient = v.patient and c.at = v.updated)
          group by v.type, v.id`,
  },
  {
    check: 'audit',
    message: 'a version of it was written without an audit row',
    sql: `select v.type || '/' || v.id as target from ${VERSIONS} v
          where not exists (select from audit a where a.practice = $1 and a.at = v.updated and a.outcome = 'success'
            and (a.target = v.type || '/' || v.id and (a.action = 'delete') = v.gone and a.action in ('create', 'update', 'delete')
              or a.action = 'import' and a.patient = v.patient))
          group by v.type, v.id`,
  },
  {
    check: 'audit',
    message: 'the audit tells of a write that left no version',
    sql: `select a.target from audit a where a.practice = $1 and a.outcome = 'success' and a.action in ('create', 'update', 'delete')
            and exists (select from change c where c.practice = $1 and c.at = a.at)
            and a.target ~ '^[A-Z][A-Za-z]+/[A-Za-z0-9.-]+$'
            and not exists (select from resource r where r.practice = $1 and r.type = split_part(a.target, '/', 1) and r.id = split_part(a.target, '/', 2) and r.updated = a.at)
            and not exists (select from history h where h.practice = $1 and h.type = split_part(a.target, '/', 1) and h.id = split_part(a.target, '/', 2) and h.updated = a.at)`,
  },
  {
    check: 'derived rows',
    message: 'a conditional create names it, and it does not stand',
    sql: `select split_part(c.key, '?', 1) || '/' || c.id as target from conditional_create c where c.practice = $1
            and not exists (select from resource r where r.practice = $1 and r.type = split_part(c.key, '?', 1) and r.id = c.id)`,
  },
];
