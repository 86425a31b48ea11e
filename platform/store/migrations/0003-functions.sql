-- Opens a record in one round trip: binds the practice, writes the audit row, reads the snapshot, the record
-- version and the rows written since, all in one statement's view of the database, so none can be stale.
-- The audit row is there before the reader has a byte; its flush to disk does not hold the reader up.
create function open_record(
  p_practice text, p_patient text, p_audience smallint,
  p_actor text, p_role text
) returns table (
  version bigint, fresh boolean, snapshot_version bigint, entries integer, length bigint, crc bigint, body bytea, since text[]
) language plpgsql as $$
begin
  perform set_config('app.practice', p_practice, true);
  perform set_config('synchronous_commit', 'off', true);
  return query
    select r.version,
           s.version is not null and s.version >= r.floor and s.directory >= d.floor,
           s.version, s.entries, s.length, s.crc, s.body,
           case when s.version < r.version then array(
             select x.content from resource x
             where x.practice = p_practice and x.patient = p_patient and x.record_version > s.version
               and x.audience & p_audience <> 0
             order by x.record_version, x.type, x.id) end
    from record r
    join record d on d.practice = r.practice and d.patient = ''
    left join snapshot s on s.practice = r.practice and s.patient = r.patient and s.audience = p_audience
    where r.practice = p_practice and r.patient = p_patient;
  insert into audit (practice, at, actor, role, action, outcome, patient, target)
  values (p_practice, now(), p_actor, p_role, 'read', case when found then 'success' else 'failed' end, p_patient, 'Patient/$everything');
end $$;

-- Reads one resource in one round trip, with its audit row, as open_record does. p_own confines a patient to
-- their own record and the practice's directory; null confines nobody.
create function read_resource(
  p_practice text, p_type text, p_id text, p_audience smallint, p_own text, p_actor text, p_role text
) returns table (version integer, updated timestamptz, content text) language plpgsql as $$
declare
  v_patient text;
  v_seen boolean;
begin
  perform set_config('app.practice', p_practice, true);
  perform set_config('synchronous_commit', 'off', true);
  return query
    select r.version, r.updated, r.content from resource r
    where r.practice = p_practice and r.type = p_type and r.id = p_id and r.audience & p_audience <> 0
      and (p_own is null or r.patient in (p_own, ''));
  v_seen := found;
  select r.patient into v_patient from resource r where r.practice = p_practice and r.type = p_type and r.id = p_id;
  insert into audit (practice, at, actor, role, action, outcome, patient, target)
  values (p_practice, now(), p_actor, p_role, 'read',
          case when v_seen then 'success' when v_patient is null then 'failed' else 'refused' end,
          coalesce(v_patient, ''), p_type || '/' || p_id);
end $$;
