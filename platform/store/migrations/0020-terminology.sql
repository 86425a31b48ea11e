-- Terminology is the same for all practices: tables of no practice. Why it is kept as blocks of bytes and not as rows:
-- docs/decisions/2026-11-30-terminology.md

-- Each release that has been loaded whole. There is none in between: its rows and blocks come in one transaction.
create table terminology_release (
  kind          text not null check (kind in ('snomed', 'dmd')),
  version       text not null, -- SNOMED CT: version URI; dm+d: release
  title         text not null,
  notice        text not null, -- licence and attribution
  demonstration boolean not null, -- only what may ship with Jenner
  loaded        timestamptz not null,
  primary key (kind, version)
);

-- What a release is asked by, in pieces a statement can carry.
create table terminology_block (
  kind    text not null,
  version text not null,
  name    text not null,
  seq     integer not null,
  length  integer not null, -- of the piece before compression
  body    bytea not null, -- Zstandard
  primary key (kind, version, name, seq),
  foreign key (kind, version) references terminology_release (kind, version) on delete cascade
);
alter table terminology_block alter column body set storage external;

-- The release in use, one of each kind: to switch is to change this row.
create table terminology_live (
  kind     text primary key,
  version  text not null,
  switched timestamptz not null,
  foreign key (kind, version) references terminology_release (kind, version)
);

-- Files that an unfinished load has read, by their content: a second try goes on from there.
create table terminology_reading (
  name   text not null,
  digest text not null,
  seq    integer not null,
  length integer not null,
  body   bytea not null,
  primary key (name, digest, seq)
);
alter table terminology_reading alter column body set storage external;

grant select on terminology_release, terminology_block, terminology_live to jenner_app;

-- How often somebody has chosen a code: what they are offered first. Written with the entry that holds the code.
create table term_use (
  practice text collate "C" not null,
  account  text collate "C" not null,
  code     text collate "C" not null, -- as in coded_entry
  uses     integer not null check (uses > 0),
  last     timestamptz not null,
  primary key (practice, account, code)
);
alter table term_use enable row level security;
create policy tenant on term_use using (practice = current_setting('app.practice', true)) with check (practice = current_setting('app.practice', true));
grant select, insert, update, delete on term_use to jenner_app;

-- concept holds every code that the practice's records use, with a term or without: searches by hierarchy ask it.
insert into concept (practice, code, display) select distinct practice, code, '' from coded_entry on conflict do nothing;
