import type { Extension, Resource, Subscription } from '@medplum/fhirtypes';
import { Problem } from '../../errors.ts';
import { testOf } from './criteria.ts';
import { CLASSIC, type Topic, TOPICS } from './topics.ts';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
const MAX_FILTERS = 20;
const CRITERIA = /^([A-Z][A-Za-z]{1,40})(?:\?(.*))?$/s;

/** A Subscription with the extensions on primitive values that the backport puts there. */
export interface BackportSubscription extends Subscription {
  _criteria?: { extension?: Extension[] };
  channel: Subscription['channel'] & { _payload?: { extension?: Extension[] } };
}

export type Payload = 'empty' | 'id-only' | 'full-resource';

export interface Filter {
  type: string;
  test: (resource: Resource) => boolean;
}

/** What a Subscription asks for, understood. */
export interface Wanted {
  topic: Topic;
  /** None: everything of the topic. Otherwise only the types named, each as all its filters say. */
  filters: readonly Filter[];
  channel: 'rest-hook' | 'websocket';
  endpoint: string;
  headers: readonly string[];
  payload: Payload;
  heartbeatSeconds: number;
  timeoutSeconds: number;
  maxCount: number;
  ends: Date | undefined;
}

/** Reads a Subscription: R5 backport topics, or classic R4 criteria. Throws Problem `invalid` with the place of what is wrong. */
export function readWanted(resource: BackportSubscription): Wanted {
  const { criteria, channel } = resource;
  const topic = TOPICS.find(({ url }) => url === criteria);
  const filterTexts = topic === undefined ? [criteria] : filtersOf(resource);
  if (filterTexts.length > MAX_FILTERS) throw fault('Subscription.criteria', `has more than ${MAX_FILTERS} filters`);
  const filters = filterTexts.map((text) => filterOf(text));
  for (const { type } of filters) if (topic?.type !== undefined && topic.type !== type) throw fault('Subscription.criteria', `filters on ${type}, which the topic is not about`);
  if (channel.type !== 'rest-hook' && channel.type !== 'websocket') throw fault('Subscription.channel.type', 'must be rest-hook or websocket');
  if (channel.payload !== undefined && !/^application\/(?:fhir\+)?json\b/.test(channel.payload)) throw fault('Subscription.channel.payload', 'must be application/fhir+json');
  const endpoint = channel.endpoint ?? '';
  if (channel.type === 'rest-hook' && !URL.canParse(endpoint)) throw fault('Subscription.channel.endpoint', 'must be the address that notifications are posted to');
  return {
    topic: topic ?? CLASSIC,
    filters,
    channel: channel.type,
    endpoint,
    headers: (channel.header ?? []).map(checkHeader),
    payload: payloadOf(resource, topic === undefined),
    heartbeatSeconds: numberOf(resource, 'backport-heartbeat-period', 0, 10, 86_400),
    timeoutSeconds: numberOf(resource, 'backport-timeout', 10, 1, 30),
    maxCount: numberOf(resource, 'backport-max-count', 1, 1, 100),
    ends: resource.end === undefined ? undefined : new Date(resource.end),
  };
}

/** The types it asks about; `*` when it may be any. */
export function typesOf({ topic, filters }: Wanted): readonly string[] {
  if (filters.length > 0) return [...new Set(filters.map(({ type }) => type))];
  return [topic.type ?? '*'];
}

function filtersOf(resource: BackportSubscription): string[] {
  const extensions = resource._criteria?.extension ?? [];
  return extensions.filter(({ url }) => url === `${BACKPORT}/backport-filter-criteria`).map(({ valueString }) => valueString ?? '');
}

function filterOf(text: string): Filter {
  const [, type, query = ''] = CRITERIA.exec(text) ?? [];
  if (type === undefined) throw fault('Subscription.criteria', 'must be a topic of this server or criteria such as Observation?patient=…');
  return { type, test: testOf(type, query) };
}

function payloadOf({ channel }: BackportSubscription, classic: boolean): Payload {
  const code = channel._payload?.extension?.find(({ url }) => url === `${BACKPORT}/backport-payload-content`)?.valueCode;
  // Classic R4: a payload type asks for the resource, none for an empty ping.
  if (code === undefined) return classic && channel.payload !== undefined ? 'full-resource' : classic ? 'empty' : 'id-only';
  if (code === 'empty' || code === 'id-only' || code === 'full-resource') return code;
  throw fault('Subscription.channel.payload', 'must have the content empty, id-only or full-resource');
}

function numberOf({ channel }: BackportSubscription, name: string, standard: number, low: number, high: number): number {
  const found = channel.extension?.find(({ url }) => url === `${BACKPORT}/${name}`);
  if (found === undefined) return standard;
  const value = found.valueUnsignedInt ?? found.valuePositiveInt ?? found.valueInteger;
  if (value === undefined || value < low || value > high) throw fault('Subscription.channel', `${name} must be from ${low} to ${high}`);
  return value;
}

/** What this server sets itself, and what would change where or how the request goes. */
const RESERVED = /^(?:host|connection|transfer-encoding|te|trailer|upgrade|expect|keep-alive|content-.*|webhook-.*|proxy-.*)$/i;

function checkHeader(line: string): string {
  const [, name = ''] = /^([\w!#$%&'*+.^`|~-]{1,100}):[\t\x20-\x7e]{0,4000}$/.exec(line) ?? [];
  if (name === '' || RESERVED.test(name)) throw fault('Subscription.channel.header', 'must be lines such as Authorization: Bearer …');
  return line;
}

function fault(expression: string, message: string): Problem {
  return new Problem('invalid', `The subscription ${message}`, { issues: [{ code: 'value', expression, message }] });
}
