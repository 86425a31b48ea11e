import { randomUUID } from 'node:crypto';
import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import type { Principal } from '../../access/principal.ts';
import type { Transaction } from '../../store/database.ts';
import { type Focus, readFoci } from './focus.ts';
import type { ChangeKind } from './topics.ts';
import type { Payload } from './wanted.ts';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

export type NotificationType = 'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';

/** A subscription as far as a notification tells of it. */
export interface Told {
  id: string;
  topicUrl: string;
  status: string;
  error: string;
  last_event: number;
}

interface EventRow {
  number: number;
  at: Date;
  change: ChangeKind;
  type: string;
  id: string;
  patient: string;
}

export interface Notification {
  /** The Bundle, as JSON. */
  body: string;
  /** The number of the last event in it. */
  upTo: number;
  /** Whose records it tells of, and what: for the audit. */
  sent: readonly { patient: string; target: string; number: number }[];
}

/** A notification may be this large; beyond it the rest comes with the next. */
const MAX_BYTES = 4_000_000;

/** The SubscriptionStatus of the R5 backport: Parameters in R4. Numbers are text there, as they are 64 bits wide. */
export function statusParameters(base: string, told: Told, type: NotificationType, events: readonly ParametersParameter[] = []): Parameters {
  return {
    resourceType: 'Parameters',
    id: randomUUID(),
    meta: { profile: [`${BACKPORT}/backport-subscription-status-r4`] },
    parameter: [
      { name: 'subscription', valueReference: { reference: `${base}/Subscription/${told.id}` } },
      ...(told.topicUrl === '' ? [] : [{ name: 'topic', valueCanonical: told.topicUrl }]),
      { name: 'status', valueCode: told.status },
      { name: 'type', valueCode: type },
      { name: 'eventsSinceSubscriptionStart', valueString: String(told.last_event) },
      ...events,
      ...(told.error === '' ? [] : [{ name: 'error', valueCodeableConcept: { coding: [{ system: 'urn:jenner:subscription-error', code: told.error }] } }]),
    ],
  };
}

/** A notification without events: a handshake or a heartbeat. */
export function plainNotification(base: string, told: Told, type: 'handshake' | 'heartbeat'): Notification {
  return { body: bundle(base, told, statusParameters(base, told, type), []), upTo: told.last_event, sent: [] };
}

/**
 * The notification of the events numbered `from` to `to`, with what the creator may read of them now: an event whose
 * resource they may no longer see keeps its number and time, and says no more.
 */
export async function eventNotification(
  tx: Transaction, base: string, told: Told, creator: Principal, range: { from: number; to: number }, payload: Payload, type: 'event-notification' | 'query-event',
): Promise<Notification> {
  const events = await tx.query<EventRow>(
    `select number, at, change, type, id, patient from subscription_event
     where practice = $1 and subscription = $2 and number between $3::bigint and $4::bigint order by number`,
    [tx.practice, told.id, range.from, range.to],
  );
  const foci = payload === 'empty' ? new Map<string, Focus>() : await readFoci(tx, creator, events.map((event) => `${event.type}/${event.id}`));
  const entries = new Map<string, string>();
  const parameters: ParametersParameter[] = [];
  const sent: { patient: string; target: string; number: number }[] = [];
  let bytes = 0;
  for (const event of events) {
    const address = `${event.type}/${event.id}`;
    const focus = foci.get(address);
    const entry = focus === undefined ? undefined : entryOf(base, address, event.change, focus, payload);
    if (entry !== undefined && !entries.has(address)) {
      bytes += entry.length;
      if (bytes > MAX_BYTES && parameters.length > 0) break;
      entries.set(address, entry);
    }
    parameters.push({
      name: 'notificationEvent',
      part: [
        { name: 'eventNumber', valueString: String(event.number) },
        { name: 'timestamp', valueInstant: event.at.toISOString() },
        ...(focus === undefined ? [] : [{ name: 'focus', valueReference: { reference: `${base}/${address}` } }]),
      ],
    });
    sent.push({ patient: event.patient, target: focus === undefined ? 'Subscription event' : address, number: event.number });
  }
  return {
    body: bundle(base, told, statusParameters(base, told, type, parameters), [...entries.values()]),
    upTo: sent.at(-1)?.number ?? range.to,
    sent,
  };
}

function entryOf(base: string, address: string, change: ChangeKind, focus: Focus, payload: Payload): string {
  const [type = ''] = address.split('/');
  const gone = focus.deleted;
  const request = gone ? { method: 'DELETE', url: address } : change === 'create' ? { method: 'POST', url: type } : { method: 'PUT', url: address };
  const status = gone ? '204' : change === 'create' ? '201' : '200';
  const resource = payload === 'full-resource' && !gone ? `"resource":${focus.content},` : '';
  return `{"fullUrl":${JSON.stringify(`${base}/${address}`)},${resource}"request":${JSON.stringify(request)},"response":{"status":"${status}"}}`;
}

/** R4 has no Bundle type for notifications: the backport takes `history`. */
function bundle(base: string, told: Told, status: Parameters, entries: readonly string[]): string {
  const first = {
    fullUrl: `urn:uuid:${status.id ?? ''}`,
    resource: status,
    request: { method: 'GET', url: `${base}/Subscription/${told.id}/$status` },
    response: { status: '200' },
  };
  const head = { resourceType: 'Bundle', id: randomUUID(), meta: { profile: [`${BACKPORT}/backport-subscription-notification-r4`] }, type: 'history', timestamp: new Date().toISOString() };
  return `${JSON.stringify(head).slice(0, -1)},"entry":[${[JSON.stringify(first), ...entries].join(',')}]}`;
}
