import { removeExpired } from '../bulk/export.ts';
import { KNOWN_DAYS } from '../identity/throttle.ts';
import { defineJob } from './job.ts';

/** Days for which missed events can be read again, and for which what was sent can be looked up. */
const EVENT_DAYS = 14;
const SENT_DAYS = 30;
/** Days for which a request sent again with its X-Request-ID gets its first answer. */
const ANSWER_DAYS = 7;

/** What carries its own end. */
const EXPIRED = ['binding_token', 'sign_in_challenge', 'enrolment_code', 'app_launch', 'app_assertion', 'search_page'].map((table) => `delete from ${table} where practice = $1 and expires < now()`);

/**
 * A grant that has ended, and a code that was never redeemed. A day later, when no token of theirs can stand any more.
 * Who allowed what and until when is in the audit.
 */
const OVER = `(g.expires < now() - interval '1 day' or g.ended < now() - interval '1 day' or (g.code_used_at is null and g.code_expires < now() - interval '1 day'))`;
/** Days for which a used refresh token that comes back ends its grant; later it is merely refused. */
const REFRESH_DAYS = 30;

/** Removes what has had its time: ended sessions and grants of apps, what carries its own end, files of exports, events that were delivered, messages that were sent, answers to repeat. */
export const CLEAN_UP = defineJob<Record<string, never>>({
  name: 'clean-up',
  retries: 5,
  accepts: (payload): payload is Record<string, never> => typeof payload === 'object' && payload !== null && Object.keys(payload).length === 0,
  run: (db, practice) =>
    db.transaction(practice, async (tx) => {
      await tx.query(`delete from session where practice = $1 and expires < now() - interval '1 day'`, [practice]);
      await tx.query(`delete from app_refresh r using app_grant g where r.practice = $1 and g.practice = $1 and g.id = r.grant_id and ${OVER}`, [practice]);
      await tx.query(`delete from app_refresh where practice = $1 and used_at < now() - $2 * interval '1 day'`, [practice, REFRESH_DAYS]);
      await tx.query(`delete from app_grant g where g.practice = $1 and ${OVER}`, [practice]);
      await tx.query(`delete from sign_in_try where practice = $1 and last < now() - interval '1 day' and (known is null or known < now() - $2 * interval '1 day')`, [practice, KNOWN_DAYS]);
      for (const statement of EXPIRED) await tx.query(statement, [practice]);
      await tx.query(
        `delete from subscription_event e where e.practice = $1 and e.at < now() - $2 * interval '1 day'
           and not exists (select from subscription s where s.practice = e.practice and s.id = e.subscription and s.channel = 'rest-hook' and s.delivered < e.number)`,
        [practice, EVENT_DAYS],
      );
      await tx.query(`delete from outbox where practice = $1 and sent < now() - $2 * interval '1 day'`, [practice, SENT_DAYS]);
      await tx.query(`delete from request_answer where practice = $1 and at < now() - $2 * interval '1 day'`, [practice, ANSWER_DAYS]);
      await removeExpired(tx);
    }),
});
