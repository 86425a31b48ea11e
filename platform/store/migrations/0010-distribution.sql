-- One practice for the transaction, for row-level security to go by.
create function bind_practice(p_practice text) returns text language sql as $$
  select set_config('app.practice', p_practice, true)
$$;

-- As in 0004, in PL/pgSQL: Citus does not take the parameters of an SQL function.
create or replace function records_of(p_practice text, p_account text, p_reference text) returns text language plpgsql stable as $$
begin
  return (
    select coalesce(string_agg(p.patient, ','), '') from patient_index p
    where p.practice = p_practice and not p.deceased
      and p.patient in (
        select substr(p_reference, 9) where p_reference like 'Patient/%'
        union
        select g.patient from access_grant g
        where g.practice = p_practice and g.account = p_account and g.kind = 'proxy' and g.starts <= now() and g.ends > now()));
end $$;

-- As in 0008, in two statements: a node of a cluster cannot ask for the records of an account from within the first.
create or replace function resolve_session(p_practice text, p_token text, p_idle_ms double precision, p_patient_idle_ms double precision, p_touch_ms double precision)
returns table (
  kind text, account text, scope text, expires timestamptz, username text, name text, role text, reference text,
  organisation text, shared boolean, own text, client text, grant_id uuid
) language plpgsql as $$
declare
  v record;
begin
  perform set_config('app.practice', p_practice, true);
  select s.kind, s.account, s.scope, s.expires, s.patient, s.client, s.grant_id, a.username, a.name, a.role, a.reference,
         coalesce(a.organisation, p_practice) as organisation,
         exists (select from sharing h where h.practice = p_practice and h.organisation = a.organisation and h.starts <= now() and h.ends > now()) as shared
    into v
    from session s left join account a on a.practice = p_practice and a.id = s.account
    where s.practice = p_practice and s.token = p_token and s.expires > now()
      and (s.kind = 'access-token' or (a.id is not null and not a.disabled
        and (s.kind = 'app' or s.used > now() - (case when a.role = 'patient' then p_patient_idle_ms else p_idle_ms end) * interval '1 millisecond')));
  if not found then return; end if;
  if p_touch_ms is not null then
    update session s set used = now() where s.practice = p_practice and s.token = p_token and s.used < now() - p_touch_ms * interval '1 millisecond';
  end if;
  kind := v.kind; account := v.account; scope := v.scope; expires := v.expires; username := v.username; name := v.name;
  role := v.role; reference := v.reference; organisation := v.organisation; shared := v.shared; client := v.client; grant_id := v.grant_id;
  if v.role = 'patient' then own := records_of(p_practice, v.account, v.reference); end if;
  -- Scopes `patient/…` confine an app to the patient it was launched for, and never to more than the user's own.
  if v.scope ~ '(^| )patient/' then
    own := case when v.patient is null or v.patient <> all (string_to_array(own, ',')) then '' else v.patient end;
  end if;
  return next;
end $$;

-- On Citus every table is distributed by practice, all of one practice on one node; what belongs to no practice is
-- copied to every node. On a plain PostgreSQL it does what has been chosen there (below), or nothing. It runs at the end
-- of every migration and asks the catalogue, so what is still to come is covered: docs/running/citus.md. Answers how
-- many tables it has changed.
create function distribute() returns integer language plpgsql as $distribute$
declare
  v_table record;
  v_function record;
  v_done integer := 0;
begin
  if not exists (select from pg_extension where extname = 'citus') then
    return coalesce((select partition_by_practice(value::integer) from installation where key = 'partitions'), 0);
  end if;
  -- One connection to each node, so that what is made on one is seen by the next.
  perform set_config('citus.multi_shard_modify_mode', 'sequential', true);
  for v_table in
    select c.oid::regclass as name,
           -- The list of practices is read by all of them; every other table that starts with the practice is one practice's.
           c.relname <> 'practice' and exists (
             select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
             where i.indrelid = c.oid and i.indisprimary and a.attname = 'practice') as by_practice
    from pg_class c
    where c.relnamespace = 'jenner'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> 'migration'
      and not exists (select from pg_dist_partition d where d.logicalrelid = c.oid)
    order by c.oid
  loop
    if v_table.by_practice then
      perform create_distributed_table(v_table.name, 'practice');
    else
      perform create_reference_table(v_table.name);
    end if;
    v_done := v_done + 1;
  end loop;

  -- Citus tells its nodes of SET LOCAL (citus.propagate_set_commands = 'local'), but not of set_config().
  create or replace function bind_practice(p_practice text) returns text language plpgsql as $bind$
  begin
    execute format('set local app.practice = %L', p_practice);
    return p_practice;
  end $bind$;
  for v_function in
    select pg_get_functiondef(p.oid) as text from pg_proc p
    where p.pronamespace = 'jenner'::regnamespace and p.prokind = 'f' and p.proname <> 'distribute'
      and p.prosrc ~ $$perform set_config\('app\.practice', [a-z_]+, true\)$$
  loop
    execute regexp_replace(v_function.text, $$perform set_config\('app\.practice', ([a-z_]+), true\)$$, 'perform bind_practice(\1)', 'g');
  end loop;
  return v_done;
end $distribute$;
revoke execute on function distribute() from public;

-- A choice for a plain PostgreSQL, made before anything is loaded: every table of practices in p_parts hash partitions
-- of its own. The choice is kept, and tables of later migrations follow it. Answers how many tables it has changed.
create function partition_by_practice(p_parts integer) returns integer language plpgsql as $partition$
declare
  v_table record;
  v_statement text;
  v_after text[]; -- what the new table needs, as the catalogue says it of the old one, in order
  v_done integer := 0;
begin
  if p_parts not between 2 and 1024 then raise exception 'The number of partitions must be from 2 to 1024'; end if;
  if exists (select from pg_extension where extname = 'citus') then raise exception 'Citus spreads the tables already'; end if;
  if exists (select from installation where key = 'partitions' and value <> p_parts::text) then
    raise exception 'The tables have another number of partitions already';
  end if;
  insert into installation (key, value) values ('partitions', p_parts::text) on conflict do nothing;
  for v_table in
    select c.oid, c.relname, c.relrowsecurity, c.relacl, c.relowner
    from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attname = 'practice'
    where c.relnamespace = 'jenner'::regnamespace and c.relkind = 'r' and not c.relispartition and c.relname <> 'practice'
    order by c.oid
  loop
    execute format('select count(*) from (select from jenner.%I limit 1) t', v_table.relname) into v_statement;
    if v_statement <> '0' then raise exception 'Table % has rows: partitions are a choice for an empty database', v_table.relname; end if;
    v_after := array(
      select format('alter table jenner.%I add constraint %I %s', v_table.relname, conname, pg_get_constraintdef(oid))
      from pg_constraint where conrelid = v_table.oid and contype in ('p', 'u', 'f') order by contype desc);
    v_after := v_after || array(
      select pg_get_indexdef(i.indexrelid) from pg_index i
      where i.indrelid = v_table.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid));
    if v_table.relrowsecurity then
      v_after := v_after || format('alter table jenner.%I enable row level security', v_table.relname);
    end if;
    v_after := v_after || array(
      select format('create policy %I on jenner.%I as %s for %s to %s', policyname, tablename, permissive, cmd, array_to_string(roles, ', '))
             || coalesce(' using (' || qual || ')', '') || coalesce(' with check (' || with_check || ')', '')
      from pg_policies where schemaname = 'jenner' and tablename = v_table.relname);
    v_after := v_after || array(
      select format('grant %s on jenner.%I to %s', g.privilege_type, v_table.relname, g.grantee::regrole)
      from aclexplode(v_table.relacl) g where g.grantee <> v_table.relowner and g.grantee <> 0);

    execute format('alter table jenner.%I rename to before_partition', v_table.relname);
    execute format('create table jenner.%I (like jenner.before_partition including all excluding indexes) partition by hash (practice)', v_table.relname);
    drop table jenner.before_partition;
    foreach v_statement in array v_after loop execute v_statement; end loop;
    for v_part in 0 .. p_parts - 1 loop
      execute format('create table jenner.%I partition of jenner.%I for values with (modulus %s, remainder %s)',
                     v_table.relname || '_p' || v_part, v_table.relname, p_parts, v_part);
    end loop;
    v_done := v_done + 1;
  end loop;
  return v_done;
end $partition$;
revoke execute on function partition_by_practice(integer) from public;
