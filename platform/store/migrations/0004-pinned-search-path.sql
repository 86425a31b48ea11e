-- A function that runs as the owner must not meet a caller's temporary table under the name of one of ours:
-- unless it is named, pg_temp is searched first.
alter function fuzzy_patients(text, integer) set search_path = jenner, public, pg_temp;
