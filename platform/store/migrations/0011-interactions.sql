-- The answer to each unsafe request that bore an X-Request-ID, so that sending it again has one effect and one answer.
create table request_answer (
  practice    text collate "C" not null,
  account     text collate "C" not null,
  key         text collate "C" not null,
  fingerprint text not null, -- SHA-256 of the request
  at          timestamptz not null,
  answer      text not null default '', -- JSON: status, headers, body
  primary key (practice, account, key)
);
create index request_answer_by_age on request_answer (practice, at);
alter table request_answer enable row level security;
create policy tenant on request_answer using (practice = current_setting('app.practice', true)) with check (practice = current_setting('app.practice', true));
grant select, insert, update, delete on request_answer to jenner_app;

-- Which version of the record each superseded version belonged to: the history of a practice is told by its change feed.
alter table history add column record_version bigint;
