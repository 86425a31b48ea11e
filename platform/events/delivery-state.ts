import type { Database } from '../store/database.ts';

/** How far what leaves a practice is behind. */
export interface DeliveryState {
  practice: string;
  /** Feed positions that have not been looked through for the subscription furthest behind. */
  lagPositions: number;
  /** Age of the oldest event or message that its receiver has not taken. */
  oldestSeconds: number;
  undeliveredEvents: number;
  subscriptionsInError: number;
  outboxWaiting: number;
  outboxDead: number;
}

/** The state of one practice's sending. */
export async function deliveryState(db: Database, practice: string): Promise<DeliveryState> {
  const [row] = await db.transaction(practice, (tx) =>
    tx.query<Omit<DeliveryState, 'practice'>>(
      `with live as (select * from subscription where practice = $1 and status in ('requested', 'active')),
            hooks as (select * from live where channel = 'rest-hook' and delivered < last_event),
            waiting as (select * from outbox where practice = $1 and sent is null)
       select
         greatest(0, coalesce((select max(f.position - s.matched) from live s join feed f on f.practice = s.practice), 0))::double precision as "lagPositions",
         coalesce(extract(epoch from now() - least(
           (select min(e.at) from hooks h join subscription_event e on e.practice = h.practice and e.subscription = h.id and e.number = h.delivered + 1),
           (select min(c.at) from live s join change c on c.practice = s.practice and c.position = s.matched + 1),
           (select min(queued) from waiting where not dead))), 0)::double precision as "oldestSeconds",
         coalesce((select sum(last_event - delivered) from hooks), 0)::double precision as "undeliveredEvents",
         (select count(*) from subscription where practice = $1 and status = 'error')::double precision as "subscriptionsInError",
         (select count(*) from waiting where not dead)::double precision as "outboxWaiting",
         (select count(*) from waiting where dead)::double precision as "outboxDead"`,
      [practice],
    ),
  );
  return { practice, ...(row ?? { lagPositions: 0, oldestSeconds: 0, undeliveredEvents: 0, subscriptionsInError: 0, outboxWaiting: 0, outboxDead: 0 }) };
}

/** The state of every practice that sends anything. */
export async function deliveryStates(db: Database): Promise<DeliveryState[]> {
  const practices = await db.query<{ practice: string }>(`select practice from sending_practice order by practice`, []);
  const states: DeliveryState[] = [];
  for (const { practice } of practices) states.push(await deliveryState(db, practice));
  return states;
}
