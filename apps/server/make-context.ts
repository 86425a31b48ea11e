import { openFeed } from '../../platform/events/feed.ts';
import type { Validator } from '../../platform/fhir/validation/validate.ts';
import type { AppContext } from '../../platform/http/context.ts';
import type { Database } from '../../platform/store/database.ts';
import { listPractices, type Practice } from '../../platform/store/practices.ts';
import type { Background } from './background.ts';

const PRACTICES_MS = 5_000;
const DAY_IN_ENGLAND = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The day it is in England, YYYY-MM-DD. */
export function todayInEngland(): string {
  return DAY_IN_ENGLAND.format(new Date());
}

/** What the routes stand on. What is committed here wakes the feed and the courier. */
export function makeContext(db: Database, validator: Validator, base: string, { courier, terminology }: Pick<Background, 'courier' | 'terminology'>, onError: (error: unknown) => void): AppContext {
  const feed = openFeed(db, onError);
  let held: { at: number; practices: Promise<Practice[]> } | undefined;
  return {
    db,
    feed: {
      ...feed,
      wake(practice) {
        feed.wake(practice);
        courier.wake();
      },
    },
    base,
    validate: (resource, options) => validator.validate(resource, options),
    profiles: validator.profiles,
    terminology,
    practices() {
      if (held === undefined || Date.now() - held.at > PRACTICES_MS) {
        const practices = listPractices(db);
        practices.catch(() => (held = undefined));
        held = { at: Date.now(), practices };
      }
      return held.practices;
    },
    today: todayInEngland,
  };
}
