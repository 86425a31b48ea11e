-- What FHIR search looks up, beyond code, identifier, name and patient. Why: docs/decisions/2026-11-22-search.md

-- One row for each value by which a resource can be looked up, of the types that are few: a token's code, a word of a
-- text, `Type/id` of a reference, the start of a date. It brings candidates; the resource itself decides.
create table search_value (
  practice text collate "C" not null,
  type     text collate "C" not null,
  param    text collate "C" not null,
  value    text collate "C" not null,
  id       text collate "C" not null,
  primary key (practice, type, param, value, id)
);
create index search_value_of on search_value (practice, type, id);

-- Practices whose resources were there before this table and are not all in it yet: until they are, it is not used.
create table search_rebuild (
  practice text collate "C" primary key
);
insert into search_rebuild select p.practice from practice p where exists (select from resource r where r.practice = p.practice);

-- The order of a sorted search, fixed at its first page, so that the later ones neither skip nor repeat.
create table search_page (
  practice text collate "C" not null,
  id       text collate "C" not null, -- random: who holds the link, and is the same account, may follow it
  account  text collate "C" not null,
  question text collate "C" not null, -- hash of what was asked: the link continues that and nothing else
  found    text[] not null,           -- Type/id, in order
  expires  timestamptz not null,
  primary key (practice, id)
);
create index search_page_expired on search_page (practice, expires);

do $$
declare name text;
begin
  foreach name in array array['search_value', 'search_rebuild', 'search_page'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy tenant on %I using (practice = current_setting(''app.practice'', true)) with check (practice = current_setting(''app.practice'', true))',
      name);
    execute format('grant select, insert, update, delete on %I to jenner_app', name);
  end loop;
end $$;
