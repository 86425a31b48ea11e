-- An audit that cannot be altered unseen: each row has a place in one order that is settled once its transaction and
-- all before it have ended, and seals over that order form a chain. Why so: docs/decisions/2026-11-22-audit.md.

-- generation: transaction numbers start over in a new cluster; what was written there before sorts first.
alter table audit
  add column generation integer not null default 1,
  add column tx xid8 not null default pg_current_xact_id(),
  add column sequence bigint generated always as identity;
create unique index audit_in_order on audit (practice, generation, tx, sequence);

-- One link: the rows after the previous seal's last row, up to and including this one's.
create table audit_seal (
  practice   text collate "C" not null,
  seq        bigint not null check (seq > 0),
  generation integer not null, -- with tx and sequence: the last row sealed
  tx         xid8 not null,
  sequence   bigint not null,
  rows       integer not null check (rows > 0),
  total      bigint not null, -- rows sealed so far
  at         timestamptz not null,
  leaves     bytea not null,  -- SHA-256 of each row, in order: tells which row was altered, not only that one was
  hash       bytea not null,  -- of this seal and the hash of the one before
  primary key (practice, seq)
);
alter table audit_seal alter column leaves set storage external; -- digests do not compress
alter table audit_seal enable row level security;
create policy tenant on audit_seal
  using (practice = current_setting('app.practice', true)) with check (practice = current_setting('app.practice', true));
grant select, insert on audit_seal to jenner_app;

-- As the owner, before anything is served: notices that the database has moved to another cluster, where transaction
-- numbers start over, and gives the rows written from here on the next generation. Answers the generation.
create function settle_audit_generation() returns integer language plpgsql as $$
declare
  v_here text := (select system_identifier::text from pg_control_system());
  v_before text := (select value from installation where key = 'audit-cluster');
  v_generation integer := coalesce((select value::integer from installation where key = 'audit-generation'), 1);
begin
  if v_before is not distinct from v_here then return v_generation; end if;
  if v_before is not null then
    v_generation := v_generation + 1;
    execute format('alter table audit alter column generation set default %s', v_generation);
  end if;
  insert into installation (key, value) values ('audit-cluster', v_here), ('audit-generation', v_generation::text)
  on conflict (key) do update set value = excluded.value;
  return v_generation;
end $$;
revoke execute on function settle_audit_generation() from public;
