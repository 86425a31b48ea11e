-- The record store, first form. Why it looks as it does: docs/decisions/2026-11-22-record-store.md
-- Every key starts with the practice. Text keys compare by bytes (collation C): they are codes, not words.

create table practice (
  practice   text collate "C" primary key check (practice ~ '^[A-Z0-9]{3,12}$'), -- ODS code
  name       text not null check (name <> ''),
  synthetic  boolean not null default false
);

-- What holds for the whole installation, not for one practice.
create table installation (
  key   text primary key,
  value text not null
);

-- The last position of the practice's change feed. Its row lock is taken last in every write, so positions
-- are given in commit order and leave no gap.
create table feed (
  practice text collate "C" primary key,
  position bigint not null
);

-- The current version of every resource. patient = '' for what belongs to the practice (the directory).
create table resource (
  practice       text collate "C" not null,
  patient        text collate "C" not null,
  type           text collate "C" not null,
  id             text collate "C" not null,
  version        integer not null check (version > 0),
  record_version bigint not null,
  updated        timestamptz not null,
  audience       smallint not null, -- bit set of audiences that may read it: platform/access/audience.ts
  content        text not null,
  primary key (practice, type, id)
);
-- One patient's rows, and of those the ones written since a snapshot: one range either way.
create index resource_by_record on resource (practice, patient, record_version);

-- Superseded versions, and a tombstone (content null) for each deletion.
create table history (
  practice text collate "C" not null,
  type     text collate "C" not null,
  id       text collate "C" not null,
  version  integer not null,
  patient  text collate "C" not null,
  updated  timestamptz not null,
  audience smallint not null,
  content  text,
  primary key (practice, type, id, version)
);

-- One row a patient, and one (patient = '') for the practice's directory: what a reader compares a snapshot
-- with, and what writers of one record queue on.
create table record (
  practice  text collate "C" not null,
  patient   text collate "C" not null,
  version   bigint not null,
  floor     bigint not null, -- a snapshot taken before this version is not to be used: something inside it has changed
  directory text[] not null, -- directory resources ("Practitioner/…") that the record refers to
  primary key (practice, patient)
);

-- The record as one audience may read it, as a raw deflate stream ready for the socket.
create table snapshot (
  practice        text collate "C" not null,
  patient         text collate "C" not null,
  audience        smallint not null,
  version         bigint not null, -- the record version it holds
  directory bigint not null, -- the directory's version it was built on
  entries         integer not null,
  length          bigint not null, -- of the text before compression
  crc             bigint not null, -- CRC-32 of that text
  body            bytea not null,
  primary key (practice, patient, audience)
);
alter table snapshot alter column body set storage external; -- it is compressed already

create table patient_index (
  practice   text collate "C" not null,
  patient    text collate "C" not null,
  nhs_number text collate "C" check (nhs_number ~ '^[0-9]{10}$'),
  birth_date text collate "C", -- FHIR date, at its own precision
  gender     text collate "C",
  deceased   boolean not null,
  names      text not null,    -- all words of all names, normalised
  sort_name  text not null,    -- FAMILY given, normalised
  audience   smallint not null, -- as of the Patient resource
  primary key (practice, patient)
);
create unique index patient_nhs_number on patient_index (practice, nhs_number) where nhs_number is not null;
create index patient_birth_date on patient_index (practice, birth_date, patient);

create table patient_name (
  practice text collate "C" not null,
  word     text collate "C" not null,
  patient  text collate "C" not null,
  primary key (practice, word, patient)
);
create index patient_name_of on patient_name (practice, patient);

create table identifier (
  practice text collate "C" not null,
  type     text collate "C" not null,
  value    text collate "C" not null,
  system   text collate "C" not null,
  id       text collate "C" not null,
  primary key (practice, type, value, system, id)
);
create index identifier_of on identifier (practice, type, id);

-- What population searches read: one narrow row for each coding of each coded entry.
create table coded_entry (
  practice text collate "C" not null,
  code     text collate "C" not null, -- "sct|44054006": platform/store/rows/code-key.ts
  patient  text collate "C" not null,
  date     timestamptz not null,      -- start of the entry's clinical date; -infinity where it has none
  type     text collate "C" not null,
  id       text collate "C" not null,
  value    double precision,          -- of the Quantity, in the unit it was recorded in
  primary key (practice, code, patient, date, type, id) include (value)
);

-- Each code the practice's records use, with its term, for type-ahead.
create table concept (
  practice text collate "C" not null,
  code     text collate "C" not null,
  display  text not null,
  primary key (practice, code)
);

create table change (
  practice       text collate "C" not null,
  position       bigint not null,
  patient        text collate "C" not null,
  record_version bigint not null,
  at             timestamptz not null,
  resources      text, -- JSON [[type, id, version], …]; version 0 = deleted; null = a whole record arrived
  primary key (practice, position)
);

create table audit (
  practice text collate "C" not null,
  at       timestamptz not null,
  id       uuid not null default gen_random_uuid(),
  actor    text not null,  -- account id, or 'system:…'
  role     text not null,
  action   text not null,  -- read, search, create, update, delete, import, export, sign-in, …
  outcome  text not null check (outcome in ('success', 'refused', 'failed')),
  patient  text collate "C" not null, -- '' where no one patient is meant
  target   text not null,  -- Type/id, or the route
  detail   text not null default '',
  primary key (practice, at, id)
);
create index audit_by_patient on audit (practice, patient, at);

-- If-None-Exist: the first writer of a key wins, by constraint.
create table conditional_create (
  practice text collate "C" not null,
  key      text collate "C" not null, -- Type?query
  id       text collate "C" not null,
  primary key (practice, key)
);

create table draft (
  practice text collate "C" not null,
  author   text collate "C" not null,
  patient  text collate "C" not null,
  version  integer not null,
  saved_at timestamptz not null,
  body     text not null,
  primary key (practice, author, patient)
);

create table account (
  practice      text collate "C" not null,
  id            text collate "C" not null,
  username      text collate "C" not null check (username = lower(username)),
  name          text not null,
  role          text not null check (role in ('gp', 'nurse', 'receptionist', 'manager', 'patient')),
  reference     text not null, -- Practitioner/… or Patient/…
  password      text not null, -- scrypt: platform/identity/password.ts
  failures      integer not null default 0,
  locked_until  timestamptz,
  disabled      boolean not null default false,
  primary key (practice, id)
);
create unique index account_username on account (practice, username);

create table session (
  practice text collate "C" not null,
  token    text collate "C" not null, -- SHA-256 of the token; the token itself is nowhere
  kind     text not null check (kind in ('browser', 'access-token')),
  account  text collate "C" not null,
  scope    text not null default '',
  created  timestamptz not null,
  used     timestamptz not null,
  expires  timestamptz not null,
  primary key (practice, token)
);

create table import_run (
  practice text collate "C" not null,
  id       uuid not null,
  actor    text not null,
  source   text not null, -- file name, no path
  format   text not null,
  started  timestamptz not null,
  finished timestamptz,
  summary  text,          -- JSON: counts by type and outcome
  primary key (practice, id)
);

-- The fate of every entry of one patient's source, as gzip of JSON rows.
create table import_record (
  practice text collate "C" not null,
  run      uuid not null,
  source   text collate "C" not null, -- file name and place of the record in it
  patient  text collate "C" not null,
  entries  bytea not null,
  primary key (practice, run, source)
);
