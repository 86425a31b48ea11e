-- What apps were granted is removed once it has ended or was never taken up: who allowed what, and until when, stays in the audit.
grant delete on app_grant to jenner_app;
