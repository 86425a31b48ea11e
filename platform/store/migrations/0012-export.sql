-- Bulk exports and the files they have made, until they expire. Why it looks as it does: docs/decisions/2026-11-22-bulk-export.md

create table export (
  practice    text collate "C" not null,
  id          uuid not null,
  account     text collate "C" not null, -- whose it is: nobody else sees, fetches or ends it
  scope       text not null,             -- the scopes it was asked for with
  request     text not null,             -- the address that was asked
  question    text not null,             -- JSON: platform/bulk/question.ts
  asked       timestamptz not null,
  expires     timestamptz not null,
  status      text not null check (status in ('waiting', 'running', 'done', 'failed')),
  attempt     uuid,                      -- the worker at work on it: one that has been given up adds nothing
  failures    integer not null default 0,
  moment      timestamptz,               -- what the files hold is what stood then
  resources   bigint not null default 0, -- written so far
  primary key (practice, id)
);
create index export_by_account on export (practice, account, expires);

-- A file is one gzip member, small enough to be held in memory whole.
create table export_file (
  practice  text collate "C" not null,
  export    uuid not null,
  number    integer not null,
  type      text collate "C" not null,
  resources integer not null,
  body      bytea not null,
  primary key (practice, export, number)
);
alter table export_file alter column body set storage external; -- it is compressed already

do $$
declare name text;
begin
  foreach name in array array['export', 'export_file'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy tenant on %I using (practice = current_setting(''app.practice'', true)) with check (practice = current_setting(''app.practice'', true))',
      name);
    execute format('grant select, insert, update, delete on %I to jenner_app', name);
  end loop;
end $$;
revoke update on export_file from jenner_app;
