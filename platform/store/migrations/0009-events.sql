-- What leaves: FHIR Subscriptions, whose cursors over the change feed are their outbox, and an outbox for everything
-- else. Why it looks as it does: docs/decisions/2026-11-22-subscriptions-and-jobs.md

create table subscription (
  practice      text collate "C" not null,
  id            text collate "C" not null,
  version       integer not null check (version > 0),
  updated       timestamptz not null,
  creator       text collate "C" not null, -- account id: what is sent is what this account may read at that moment
  session_kind  text not null check (session_kind in ('browser', 'access-token', 'app')),
  client        text collate "C",          -- the app that the account used
  grant_id      uuid,                      -- what the account had allowed that app
  scope         text,                      -- the scopes it had; null: a person signed in
  confined      text,                      -- the patients it was confined to, comma-separated; null: not confined
  status        text not null check (status in ('requested', 'active', 'error', 'off')),
  error         text not null default '',  -- why it is in error: a code of ours, never what the receiver said
  content       text not null,             -- the resource without status, error, headers and secret
  headers       text not null,             -- JSON list: may hold the receiver's credentials, and is never read back
  secret        text not null,             -- what notifications are signed with; told once, when it is made
  channel       text not null check (channel in ('rest-hook', 'websocket')),
  heartbeat     integer not null check (heartbeat >= 0), -- seconds of silence after which it is told that all is well; 0: never
  ends          timestamptz,
  matched       bigint not null,           -- the feed position up to which its events have been found
  last_event    bigint not null default 0, -- the number of the last event found: they count from 1 without a gap
  delivered     bigint not null default 0, -- the number of the last event that the receiver has taken
  failures      integer not null default 0,
  next_attempt  timestamptz not null,
  lease         uuid,                      -- the sender at work on it
  leased_until  timestamptz not null,
  heard         timestamptz not null,      -- when the receiver last took something
  primary key (practice, id),
  check (delivered <= last_event)
);
create index subscription_by_creator on subscription (practice, creator);

create table subscription_event (
  practice     text collate "C" not null,
  subscription text collate "C" not null,
  number       bigint not null check (number > 0),
  position     bigint not null, -- of the change feed
  at           timestamptz not null,
  change       text not null check (change in ('create', 'update', 'delete')),
  type         text collate "C" not null,
  id           text collate "C" not null,
  patient      text collate "C" not null,
  primary key (practice, subscription, number)
);
create index subscription_event_by_time on subscription_event (practice, at);

-- A websocket binds to subscriptions with a token that lives for minutes and works once.
create table binding_token (
  practice     text collate "C" not null,
  token        text collate "C" not null, -- SHA-256; the token itself is nowhere
  account      text collate "C" not null,
  subscription text not null,             -- ids, comma-separated
  expires      timestamptz not null,
  primary key (practice, token)
);

-- Messages, e-mails and letters to be sent: written in the transaction of what they are about.
create table outbox (
  practice     text collate "C" not null,
  id           uuid not null,             -- what the receiver tells a repetition by
  number       bigint generated always as identity,
  lane         text collate "C" not null, -- one after another within a lane
  kind         text collate "C" not null, -- which sender it is for
  payload      text not null,             -- JSON
  queued       timestamptz not null,
  sent         timestamptz,
  failures     integer not null default 0,
  error        text not null default '',  -- a code of ours
  dead         boolean not null default false,
  next_attempt timestamptz not null,
  lease        uuid,
  leased_until timestamptz not null,
  primary key (practice, id)
);
create index outbox_waiting on outbox (practice, lane, number) where sent is null;

-- Practices where something may have to be sent. ODS codes are public: the sender reads the list with no practice bound.
create table sending_practice (
  practice text collate "C" primary key
);

do $$
declare name text;
begin
  foreach name in array array['subscription', 'subscription_event', 'binding_token', 'outbox'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy tenant on %I using (practice = current_setting(''app.practice'', true)) with check (practice = current_setting(''app.practice'', true))',
      name);
    execute format('grant select, insert, update, delete on %I to jenner_app', name);
  end loop;
end $$;
revoke update on subscription_event, binding_token from jenner_app;

alter table sending_practice enable row level security;
create policy list on sending_practice for select using (true);
create policy tenant on sending_practice for insert with check (practice = current_setting('app.practice', true));
grant select, insert on sending_practice to jenner_app;
