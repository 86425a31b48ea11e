-- SMART on FHIR: the apps a practice has registered, what people have let them do, and what they hold.
-- Secrets, codes and tokens are kept as SHA-256 only. Why: docs/decisions/2026-11-22-smart.md.

-- An app or a service that may ask. Withdrawn ones stay: what was let in stays known.
create table app_client (
  practice      text collate "C" not null,
  id            text collate "C" not null,
  name          text not null check (name <> ''),
  kind          text not null check (kind in ('app', 'service')),
  auth          text not null check (auth in ('none', 'client_secret_basic', 'private_key_jwt')),
  redirect_uris text not null, -- JSON array
  launch_url    text,
  scope         text not null, -- the most it may be granted
  secret        text,
  jwks          text,          -- JSON Web Key Set
  jwks_url      text,
  registered_by text not null,
  registered_at timestamptz not null,
  withdrawn_at  timestamptz,
  used_at       timestamptz,
  primary key (practice, id),
  check ((auth = 'client_secret_basic') = (secret is not null)),
  check ((auth = 'private_key_jwt') = (jwks is not null or jwks_url is not null))
);

-- Where an app's pages come from: what CORS asks, one look-up by key.
create table app_origin (
  practice text collate "C" not null,
  origin   text collate "C" not null,
  client   text collate "C" not null,
  primary key (practice, origin, client)
);

-- What one person has agreed to; asked again only for more.
create table app_consent (
  practice text collate "C" not null,
  account  text collate "C" not null,
  client   text collate "C" not null,
  scope    text not null,
  given_at timestamptz not null,
  primary key (practice, account, client)
);
create index app_consent_by_client on app_consent (practice, client);

-- The patient on screen, handed to an app that the workspace starts (EHR launch).
create table app_launch (
  practice text collate "C" not null,
  token    text collate "C" not null,
  client   text collate "C" not null,
  account  text collate "C" not null,
  patient  text collate "C" not null,
  encounter text collate "C",
  expires  timestamptz not null,
  primary key (practice, token)
);

-- One authorization by one person: every token that came of it names it and ends with it.
create table app_grant (
  practice  text collate "C" not null,
  id        uuid not null,
  client    text collate "C" not null,
  account   text collate "C" not null,
  scope     text not null,
  patient   text collate "C",
  encounter text collate "C",
  session   text collate "C", -- the browser session it lasts as long as (online_access); null with offline_access
  code          text collate "C" not null,
  code_expires  timestamptz not null,
  code_used_at  timestamptz,
  redirect_uri  text not null,
  challenge     text not null,
  nonce         text,
  created   timestamptz not null,
  expires   timestamptz not null,
  ended     timestamptz,
  primary key (practice, id)
);
create unique index app_grant_by_code on app_grant (practice, code);
create index app_grant_by_client on app_grant (practice, client, account);

-- Refresh tokens, each good once. A used one that comes back was stolen, or its successor was: the grant ends.
create table app_refresh (
  practice text collate "C" not null,
  token    text collate "C" not null,
  grant_id uuid not null,
  used_at  timestamptz,
  primary key (practice, token)
);
create index app_refresh_by_grant on app_refresh (practice, grant_id);

-- Assertions seen: none is taken twice.
create table app_assertion (
  practice text collate "C" not null,
  client   text collate "C" not null,
  jti      text collate "C" not null,
  expires  timestamptz not null,
  primary key (practice, client, jti)
);
create index app_assertion_by_expiry on app_assertion (practice, expires);

-- The key that signs a practice's ID tokens.
create table signing_key (
  practice text collate "C" not null,
  kid      text collate "C" not null,
  jwk      text not null, -- private
  created  timestamptz not null,
  primary key (practice, kid)
);

do $$
declare name text;
begin
  foreach name in array array['app_client', 'app_origin', 'app_consent', 'app_launch', 'app_grant', 'app_refresh', 'app_assertion', 'signing_key'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy tenant on %I using (practice = current_setting(''app.practice'', true)) with check (practice = current_setting(''app.practice'', true))',
      name);
    execute format('grant select, insert, update, delete on %I to jenner_app', name);
  end loop;
end $$;
revoke delete on app_client, app_grant from jenner_app;

-- An app's access token is a session too, so that who asks is one look-up whoever it is.
alter table session add column client text collate "C";
alter table session add column patient text collate "C";
alter table session add column grant_id uuid;
create index session_by_client on session (practice, client) where client is not null;
create index session_by_grant on session (practice, grant_id) where grant_id is not null;
alter table session drop constraint session_kind_check;
alter table session add constraint session_kind_check check (kind in ('browser', 'access-token', 'app'));

-- As in 0004, and: an app's token stands for the user as long as the account does, whatever the user's own session
-- does; scopes `patient/…` confine it to the patient it was launched for, and never to more than the user's own.
drop function resolve_session(text, text, double precision, double precision, double precision);
create function resolve_session(p_practice text, p_token text, p_idle_ms double precision, p_patient_idle_ms double precision, p_touch_ms double precision)
returns table (
  kind text, account text, scope text, expires timestamptz, username text, name text, role text, reference text,
  organisation text, shared boolean, own text, client text, grant_id uuid
) language plpgsql as $$
begin
  perform set_config('app.practice', p_practice, true);
  return query
    select s.kind, s.account, s.scope, s.expires, a.username, a.name, a.role, a.reference,
           coalesce(a.organisation, p_practice),
           exists (select from sharing h where h.practice = p_practice and h.organisation = a.organisation and h.starts <= now() and h.ends > now()),
           case when s.scope !~ '(^| )patient/' then k.own
                when s.patient is null or (k.own is not null and s.patient <> all (string_to_array(k.own, ','))) then ''
                else s.patient end,
           s.client, s.grant_id
    from session s left join account a on a.practice = s.practice and a.id = s.account
    cross join lateral (select case when a.role = 'patient' then records_of(p_practice, a.id, a.reference) end as own) k
    where s.practice = p_practice and s.token = p_token and s.expires > now()
      and (s.kind = 'access-token' or (a.id is not null and not a.disabled
        and (s.kind = 'app' or s.used > now() - (case when a.role = 'patient' then p_patient_idle_ms else p_idle_ms end) * interval '1 millisecond')));
  if found and p_touch_ms is not null then
    update session s set used = now() where s.practice = p_practice and s.token = p_token and s.used < now() - p_touch_ms * interval '1 millisecond';
  end if;
end $$;
