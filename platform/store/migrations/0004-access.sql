-- Who may see what, beyond audience and tenant: guarded records, grants, sharing with other organisations, and the
-- masked form of what is withheld from everybody. Why: docs/decisions/2026-11-22-access.md.

-- A record that nobody opens by role alone. Rows are few: most records have none.
create table guard (
  practice text collate "C" not null,
  patient  text collate "C" not null,
  kind     text not null check (kind in ('high-profile', 'sealed')),
  set_by   text not null,
  set_at   timestamptz not null,
  primary key (practice, patient, kind)
);

-- What lets one account into one record for a time. A grant is ended, never removed: what was allowed stays known.
create table access_grant (
  practice text collate "C" not null,
  account  text collate "C" not null,
  patient  text collate "C" not null,
  id       uuid not null,
  kind     text not null check (kind in ('care-team', 'break-glass', 'proxy')),
  reason   text not null,
  given_by text not null,
  starts   timestamptz not null,
  ends     timestamptz not null,
  primary key (practice, account, patient, id)
);
create index access_grant_by_patient on access_grant (practice, patient, ends);

-- What the privacy officer is told. The notice names neither the patient nor who looked: the audit does.
create table privacy_alert (
  practice     text collate "C" not null,
  id           uuid not null,
  at           timestamptz not null,
  kind         text not null check (kind in ('break-glass')),
  grant_id     uuid not null,
  seen_by      text,
  seen_at      timestamptz,
  primary key (practice, id)
);
create index privacy_alert_open on privacy_alert (practice, at) where seen_at is null;

-- Organisations whose staff may read this practice's records, read only and without sensitive entries.
create table sharing (
  practice     text collate "C" not null,
  organisation text collate "C" not null check (organisation ~ '^[A-Z0-9]{3,12}$'),
  starts       timestamptz not null,
  ends         timestamptz not null,
  primary key (practice, organisation)
);

do $$
declare name text;
begin
  foreach name in array array['guard', 'access_grant', 'privacy_alert', 'sharing'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy tenant on %I using (practice = current_setting(''app.practice'', true)) with check (practice = current_setting(''app.practice'', true))',
      name);
    execute format('grant select, insert, update, delete on %I to jenner_app', name);
  end loop;
end $$;
revoke delete on access_grant, privacy_alert from jenner_app;

-- The resource as those see it who may not see all of it; null where there is nothing to mask.
alter table resource add column masked text;
alter table history add column masked text;

-- Past patients stay in the record and take no new entries.
alter table patient_index add column active boolean not null default true;

-- A fourth audience (8): clinical staff who do not see sensitive entries. Whatever bears a confidentiality label is left
-- to the fuller audience here; the next write of it decides exactly.
update resource set audience = audience | 8 where audience & 1 <> 0 and content not like '%CodeSystem/v3-Confidentiality%';
update history set audience = audience | 8 where audience & 1 <> 0 and content not like '%CodeSystem/v3-Confidentiality%';
update patient_index set audience = audience | 8 where audience & 1 <> 0;

-- Restricted as PDS means it (S-flag, meta.security R): contact details, GP and related persons are withheld from all.
alter table patient_index add column restricted boolean not null default false;
update resource set
  audience = audience | 15,
  masked = '{"resourceType":"Patient","id":"' || id || '",'
    || substr((content::jsonb - array['resourceType', 'id', 'address', 'telecom', 'contact', 'generalPractitioner', 'managingOrganization', 'photo'])::text, 2)
where type = 'Patient' and content like '%CodeSystem/v3-Confidentiality%'
  and exists (select from jsonb_array_elements(content::jsonb -> 'meta' -> 'security') l
              where l ->> 'system' = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality' and l ->> 'code' = 'R');
update patient_index p set restricted = true, audience = 15
from resource r where r.practice = p.practice and r.type = 'Patient' and r.id = p.patient and r.masked is not null;
update record c set version = version + 1, floor = version + 1
from patient_index p where p.practice = c.practice and p.patient = c.patient and p.restricted;

alter table account drop constraint account_role_check;
alter table account add constraint account_role_check check (role in (
  'gp', 'nurse', 'health-professional', 'student', 'medical-secretary', 'manager', 'receptionist', 'clerical',
  'information-officer', 'systems-support', 'privacy-officer', 'caldicott-guardian', 'patient'));
-- The organisation that employs the account's holder, where it is not the practice.
alter table account add column organisation text collate "C";

-- Who holds a session token, as of now: one round trip, nothing remembered. p_touch_ms null leaves the idle clock alone.
create function resolve_session(p_practice text, p_token text, p_idle_ms double precision, p_patient_idle_ms double precision, p_touch_ms double precision)
returns table (
  kind text, account text, scope text, expires timestamptz, username text, name text, role text, reference text,
  organisation text, shared boolean, own text
) language plpgsql as $$
declare
  v_used timestamptz;
begin
  perform set_config('app.practice', p_practice, true);
  return query
    select s.kind, s.account, s.scope, s.expires, a.username, a.name, a.role, a.reference,
           coalesce(a.organisation, p_practice),
           exists (select from sharing h where h.practice = p_practice and h.organisation = a.organisation and h.starts <= now() and h.ends > now()),
           case when a.role = 'patient' then records_of(p_practice, a.id, a.reference) end
    from session s left join account a on a.practice = s.practice and a.id = s.account
    where s.practice = p_practice and s.token = p_token and s.expires > now()
      and (s.kind = 'access-token' or (a.id is not null and not a.disabled
        and s.used > now() - (case when a.role = 'patient' then p_patient_idle_ms else p_idle_ms end) * interval '1 millisecond'));
  if found and p_touch_ms is not null then
    update session s set used = now() where s.practice = p_practice and s.token = p_token and s.used < now() - p_touch_ms * interval '1 millisecond';
  end if;
end $$;

-- The living patients whose records an account may read as a patient: its own, and those it acts for now.
create function records_of(p_practice text, p_account text, p_reference text) returns text language sql stable as $$
  select coalesce(string_agg(p.patient, ','), '') from (
    select substr(p_reference, 9) as patient where p_reference like 'Patient/%'
    union
    select g.patient from access_grant g
    where g.practice = p_practice and g.account = p_account and g.kind = 'proxy' and g.starts <= now() and g.ends > now()) k
  join patient_index p on p.practice = p_practice and p.patient = k.patient and not p.deceased
$$;

-- As in 0003, and: the audit row is on the disk before the read ends; the session must still stand, unlocked (p_session, its hash; null where the caller has just looked; a held one is idle for at most two minutes more), and a
-- guarded record opens to those alone who hold a grant. Rows written since the snapshot are sent as masked as it is.
drop function open_record(text, text, smallint, text, text);
create function open_record(
  p_practice text, p_patient text, p_audience smallint, p_actor text, p_role text, p_detail text, p_session text
) returns table (
  version bigint, fresh boolean, snapshot_version bigint, entries integer, length bigint, crc bigint, body bytea, since text[]
) language plpgsql as $$
begin
  perform set_config('app.practice', p_practice, true);
  if p_session is not null and not exists (
    select from session s left join account a on a.practice = s.practice and a.id = s.account
    where s.practice = p_practice and s.token = p_session and s.expires > now()
      and (s.kind = 'access-token' or (a.role = p_role and not a.disabled and (s.kind <> 'browser' or s.used > now() - interval '17 minutes')))) then
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

drop function read_resource(text, text, text, smallint, text, text, text);
create function read_resource(
  p_practice text, p_type text, p_id text, p_audience smallint, p_own text, p_actor text, p_role text, p_detail text
) returns table (version integer, updated timestamptz, content text) language plpgsql as $$
declare
  v_patient text;
  v_broken boolean; -- the glass: this account has given a reason to see all of this record
  v_seen boolean := false;
begin
  perform set_config('app.practice', p_practice, true);
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
          and (p_own is null or r.patient = '' or r.patient = any(string_to_array(p_own, ',')))
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
