-- Search reads on from id to id: what stands in one record, and what bears one code, in that order and no further than
-- the page asked for. Why: docs/decisions/2026-11-22-search.md
create index resource_of_record on resource (practice, patient, type, id);
create index coded_entry_by_id on coded_entry (practice, code, type, id) include (date);
