-- One practice cannot see another: the application's role owns nothing, and every table that belongs
-- to practices shows it only the rows of the practice bound to the transaction (setting app.practice).
-- With no practice bound the setting is null and no row matches: it fails closed.

do $$
declare name text;
begin
  foreach name in array array[
    'feed', 'resource', 'history', 'record', 'snapshot', 'patient_index', 'patient_name', 'identifier',
    'coded_entry', 'concept', 'change', 'audit', 'conditional_create', 'draft', 'account', 'session',
    'import_run', 'import_record'
  ] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy tenant on %I using (practice = current_setting(''app.practice'', true)) with check (practice = current_setting(''app.practice'', true))',
      name);
    execute format('grant select, insert, update, delete on %I to jenner_app', name);
  end loop;
end $$;

-- What has been written down stays: the application can add to these and read them, nothing else.
revoke update, delete on history, change, audit from jenner_app;

-- The list of practices is public (ODS codes are); only the owner adds to it.
grant select on practice, installation to jenner_app;
