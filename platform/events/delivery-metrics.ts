import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../store/database.ts';
import { type DeliveryState, deliveryStates } from './delivery-state.ts';

const GAUGES: readonly (readonly [string, string, keyof Omit<DeliveryState, 'practice'>])[] = [
  ['jenner_delivery_lag_positions', 'Changes not yet looked through for the subscription furthest behind', 'lagPositions'],
  ['jenner_delivery_oldest_seconds', 'Age of the oldest event or message that its receiver has not taken', 'oldestSeconds'],
  ['jenner_delivery_undelivered_events', 'Events that their receivers have not taken', 'undeliveredEvents'],
  ['jenner_subscriptions_in_error', 'Subscriptions that have stopped in error', 'subscriptionsInError'],
  ['jenner_outbox_waiting', 'Messages waiting to be sent', 'outboxWaiting'],
  ['jenner_outbox_dead', 'Messages given up on', 'outboxDead'],
];

/** Says by practice, whenever metrics are read, how far what leaves is behind. */
export function registerDeliveryMetrics(registry: Registry, db: Database): void {
  let reading: Promise<DeliveryState[]> | undefined;
  /** One look at the database serves all gauges of one reading. */
  const states = (): Promise<DeliveryState[]> => (reading ??= deliveryStates(db).finally(() => (reading = undefined)));
  for (const [name, help, key] of GAUGES) {
    const gauge: Gauge<'practice'> = new Gauge({
      name, help, labelNames: ['practice'], registers: [registry],
      async collect() {
        gauge.reset();
        for (const state of await states()) gauge.set({ practice: state.practice }, state[key]);
      },
    });
  }
}
