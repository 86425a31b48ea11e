-- How people prove who they are: always by two factors. Why: docs/decisions/2026-11-22-sign-in.md

-- A password is one half of one way of signing in; an account may have another way and no password.
alter table account alter column password drop not null;
alter table account drop column failures, drop column locked_until;
alter table account
  add column totp_secret text,                        -- RFC 6238, base32
  add column totp_step   bigint not null default 0,   -- the step used last: a code works once
  add column cis2_user   text collate "C" check (cis2_user <> '');  -- nhsid_useruid of NHS CIS2
create unique index account_cis2_user on account (practice, cis2_user) where cis2_user is not null;

-- Sessions that a password alone has opened end here, and the constraint keeps any more from being opened.
delete from session where kind = 'browser';
alter table session
  add column id               uuid not null default gen_random_uuid(), -- to speak of it without its token
  add column method           text check (method in ('passkey', 'password-and-code', 'cis2', 'nhs-login')),
  add column proved           timestamptz not null default now(),      -- when a factor was last shown
  add column agent            text not null default '',
  add column provider_session text collate "C" not null default '',    -- sid at the national service
  add constraint session_two_factors check (kind <> 'browser' or method is not null);
create index session_by_account on session (practice, account);
create index session_by_provider on session (practice, provider_session) where provider_session <> '';

create table passkey (
  practice   text collate "C" not null,
  id         text collate "C" not null, -- WebAuthn credential id, base64url
  account    text collate "C" not null,
  name       text not null,
  public_key bytea not null,            -- COSE
  counter    bigint not null,
  transports text not null,             -- comma-separated
  created    timestamptz not null,
  used       timestamptz,
  primary key (practice, id)
);
create index passkey_by_account on passkey (practice, account);

-- What a browser is in the middle of: one step of signing in, which serves once.
create table sign_in_challenge (
  practice text collate "C" not null,
  token    text collate "C" not null, -- SHA-256 of what the browser holds
  kind     text not null,
  account  text collate "C" not null,
  data     text not null,             -- JSON
  expires  timestamptz not null,
  primary key (practice, token)
);

-- The one code by which an account gets its first way of signing in, or a new one.
create table enrolment_code (
  practice text collate "C" not null,
  account  text collate "C" not null,
  code     text collate "C" not null, -- SHA-256
  expires  timestamptz not null,
  primary key (practice, account)
);

create table sign_in_try (
  practice text collate "C" not null,
  subject  text collate "C" not null, -- SHA-256 of the name or address
  tries    integer not null,
  last     timestamptz not null,
  primary key (practice, subject)
);

do $$
declare name text;
begin
  foreach name in array array['passkey', 'sign_in_challenge', 'enrolment_code', 'sign_in_try'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy tenant on %I using (practice = current_setting(''app.practice'', true)) with check (practice = current_setting(''app.practice'', true))',
      name);
    execute format('grant select, insert, update, delete on %I to jenner_app', name);
  end loop;
end $$;
