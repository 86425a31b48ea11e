-- An app's token counts for nothing from the next request after the app is withdrawn, the grant has ended, or the browser
-- session that the grant lasts as long as is over: looked up with the session, so that no way of ending one is forgotten.
create index app_grant_by_session on app_grant (practice, session) where session is not null;
create index app_grant_by_account on app_grant (practice, account) where ended is null;

-- As in 0010, and the above.
create or replace function resolve_session(p_practice text, p_token text, p_idle_ms double precision, p_patient_idle_ms double precision, p_touch_ms double precision)
returns table (
  kind text, account text, scope text, expires timestamptz, username text, name text, role text, reference text,
  organisation text, shared boolean, own text, client text, grant_id uuid
) language plpgsql as $$
declare
  v record;
begin
  perform set_config('app.practice', p_practice, true);
  select s.kind, s.account, s.scope, s.expires, s.patient, s.client, s.grant_id, a.username, a.name, a.role, a.reference,
         coalesce(a.organisation, p_practice) as organisation,
         exists (select from sharing h where h.practice = p_practice and h.organisation = a.organisation and h.starts <= now() and h.ends > now()) as shared
    into v
    from session s left join account a on a.practice = p_practice and a.id = s.account
    where s.practice = p_practice and s.token = p_token and s.expires > now()
      and (s.kind = 'access-token' or (a.id is not null and not a.disabled
        and (s.kind = 'app' or s.used > now() - (case when a.role = 'patient' then p_patient_idle_ms else p_idle_ms end) * interval '1 millisecond')));
  if not found then return; end if;
  if v.client is not null and not exists (select from app_client c where c.practice = p_practice and c.id = v.client and c.withdrawn_at is null) then return; end if;
  if v.grant_id is not null and not exists (
    select from app_grant g left join session b on b.practice = p_practice and b.token = g.session and b.expires > now()
    where g.practice = p_practice and g.id = v.grant_id and g.ended is null and (g.session is null or b.token is not null)) then return; end if;
  if p_touch_ms is not null then
    update session s set used = now() where s.practice = p_practice and s.token = p_token and s.used < now() - p_touch_ms * interval '1 millisecond';
  end if;
  kind := v.kind; account := v.account; scope := v.scope; expires := v.expires; username := v.username; name := v.name;
  role := v.role; reference := v.reference; organisation := v.organisation; shared := v.shared; client := v.client; grant_id := v.grant_id;
  if v.role = 'patient' then own := records_of(p_practice, v.account, v.reference); end if;
  -- Scopes `patient/…` confine an app to the patient it was launched for, and never to more than the user's own.
  if v.scope ~ '(^| )patient/' then
    own := case when v.patient is null or v.patient <> all (string_to_array(own, ',')) then '' else v.patient end;
  end if;
  return next;
end $$;

-- As in 0004, and the above.
create or replace function open_record(
  p_practice text, p_patient text, p_audience smallint, p_actor text, p_role text, p_detail text, p_session text
) returns table (
  version bigint, fresh boolean, snapshot_version bigint, entries integer, length bigint, crc bigint, body bytea, since text[]
) language plpgsql as $$
begin
  perform set_config('app.practice', p_practice, true);
  if p_session is not null and not exists (
    select from session s left join account a on a.practice = s.practice and a.id = s.account
    where s.practice = p_practice and s.token = p_session and s.expires > now()
      and (s.kind = 'access-token' or (a.role = p_role and not a.disabled and (s.kind <> 'browser' or s.used > now() - interval '17 minutes')))
      and (s.client is null or exists (select from app_client c where c.practice = p_practice and c.id = s.client and c.withdrawn_at is null))
      and (s.grant_id is null or exists (
        select from app_grant g left join session b on b.practice = p_practice and b.token = g.session and b.expires > now()
        where g.practice = p_practice and g.id = s.grant_id and g.ended is null and (g.session is null or b.token is not null)))) then
    return query select -1::bigint, false, null::bigint, null::integer, null::bigint, null::bigint, null::bytea, null::text[];
    return;
  end if;
  if p_audience <> 4 and exists (select from guard g where g.practice = p_practice and g.patient = p_patient)
     and not exists (
       select from access_grant a where a.practice = p_practice and a.patient = p_patient and a.account = p_actor
         and a.kind in ('care-team', 'break-glass') and a.ends > now()) then
    insert into audit (practice, at, actor, role, action, outcome, patient, target, detail)
    values (p_practice, now(), p_actor, p_role, 'read', 'refused', p_patient, 'Patient/$everything', p_detail);
    return;
  end if;
  return query
    select r.version,
           s.version is not null and s.version >= r.floor and s.directory >= d.floor,
           s.version, s.entries, s.length, s.crc, s.body,
           case when s.version < r.version then array(
             select coalesce(x.masked, x.content) from resource x
             where x.practice = p_practice and x.patient = p_patient and x.record_version > s.version
               and x.audience & p_audience <> 0
               and (x.type <> 'RelatedPerson' or not exists (
                 select from patient_index i where i.practice = p_practice and i.patient = p_patient and i.restricted))
             order by x.record_version, x.type, x.id) end
    from record r
    join record d on d.practice = r.practice and d.patient = ''
    left join snapshot s on s.practice = r.practice and s.patient = r.patient and s.audience = p_audience
    where r.practice = p_practice and r.patient = p_patient;
  insert into audit (practice, at, actor, role, action, outcome, patient, target, detail)
  values (p_practice, now(), p_actor, p_role, 'read', case when found then 'success' else 'failed' end, p_patient, 'Patient/$everything', p_detail);
end $$;
