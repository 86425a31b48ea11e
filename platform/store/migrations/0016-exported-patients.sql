-- The patients of whom something stands in a file of an export, for the audit when it is fetched: as platform/store/list.ts
-- writes a list. Files that stand now have none, and are gone within a day.
alter table export_file add column patients text not null default '';
