-- As in 0014, and: the session must still stand where the caller goes by what was known of it a moment ago (p_session, its
-- hash), as open_record has it. Answers version -1 where it does not.
drop function read_resource(text, text, text, smallint, text, text, text, text);
create function read_resource(
  p_practice text, p_type text, p_id text, p_audience smallint, p_own text, p_actor text, p_role text, p_detail text, p_session text default null
) returns table (version integer, updated timestamptz, content text) language plpgsql as $$
declare
  v_patient text;
  v_broken boolean; -- the glass: this account has given a reason to see all of this record
  v_seen boolean := false;
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
    return query select -1, null::timestamptz, null::text;
    return;
  end if;
  select r.patient into v_patient from resource r where r.practice = p_practice and r.type = p_type and r.id = p_id;
  if v_patient is not null then
    v_broken := exists (
      select from access_grant a where a.practice = p_practice and a.patient = v_patient and a.account = p_actor
        and a.kind = 'break-glass' and a.ends > now());
    if p_audience = 4 or v_broken
       or not exists (select from guard g where g.practice = p_practice and g.patient = v_patient)
       or exists (
         select from access_grant a where a.practice = p_practice and a.patient = v_patient and a.account = p_actor
           and a.kind = 'care-team' and a.ends > now()) then
      return query
        select r.version, r.updated, case when v_broken then r.content else coalesce(r.masked, r.content) end from resource r
        where r.practice = p_practice and r.type = p_type and r.id = p_id and r.audience & p_audience <> 0
          and (p_own is null or (r.patient = '' and r.audience & 4 <> 0) or r.patient = any(string_to_array(p_own, ',')))
          and (p_type <> 'RelatedPerson' or v_broken or not exists (
            select from patient_index i where i.practice = p_practice and i.patient = v_patient and i.restricted));
      v_seen := found;
    end if;
  end if;
  insert into audit (practice, at, actor, role, action, outcome, patient, target, detail)
  values (p_practice, now(), p_actor, p_role, 'read',
          case when v_seen then 'success' when v_patient is null then 'failed' else 'refused' end,
          coalesce(v_patient, ''), p_type || '/' || p_id, p_detail);
end $$;
