/** Invariants of Bundle, Parameters and the containers of resources. */
import { isJsonObject, type JsonObject, objects } from '../json.ts';
import { has, hasChoice, type Invariants, invariant } from './invariant.ts';

const REQUESTS = new Set<unknown>(['batch', 'transaction', 'history']);
const RESPONSES = new Set<unknown>(['batch-response', 'transaction-response', 'history']);

export const BUNDLE_INVARIANTS: Invariants = {
  Bundle: [
    invariant('bdl-1', 'total is allowed only in a search set or a history', (b) => !has(b, 'total') || b['type'] === 'searchset' || b['type'] === 'history'),
    invariant('bdl-2', 'entry.search is allowed only in a search set', (b) => b['type'] === 'searchset' || !entries(b).some((e) => has(e, 'search'))),
    invariant('bdl-3', 'entry.request goes with batch, transaction and history, and with nothing else', (b) =>
      entries(b).every((e) => has(e, 'request') === REQUESTS.has(b['type']))),
    invariant('bdl-4', 'entry.response goes with responses and history, and with nothing else', (b) =>
      entries(b).every((e) => has(e, 'response') === RESPONSES.has(b['type']))),
    invariant('bdl-7', 'a fullUrl must be unique but for versions', (b) => b['type'] === 'history' || areDistinct(entries(b).flatMap(versionedUrl))),
    invariant('bdl-9', 'a document needs an identifier with system and value', (b) => b['type'] !== 'document' || isIdentified(b['identifier'])),
    invariant('bdl-10', 'a document needs a timestamp', (b) => b['type'] !== 'document' || b['timestamp'] !== undefined),
    invariant('bdl-11', 'a document starts with a Composition', (b) => b['type'] !== 'document' || startsWith(b, 'Composition')),
    invariant('bdl-12', 'a message starts with a MessageHeader', (b) => b['type'] !== 'message' || startsWith(b, 'MessageHeader')),
  ],
  'Bundle.entry': [
    invariant('bdl-5', 'must have a resource, a request or a response', (e) => has(e, 'resource') || has(e, 'request') || has(e, 'response')),
    invariant('bdl-8', 'fullUrl must not name a version', (e) => typeof e['fullUrl'] !== 'string' || !e['fullUrl'].includes('/_history/')),
  ],
  'Parameters.parameter': [
    invariant('inv-1', 'must have exactly one of value, resource and part', (p) =>
      Number(hasChoice(p, 'value')) + Number(has(p, 'resource')) + Number(has(p, 'part')) === 1),
  ],
};

function entries(bundle: JsonObject): JsonObject[] {
  return objects(bundle['entry']);
}

function versionedUrl({ fullUrl, resource }: JsonObject): string[] {
  if (typeof fullUrl !== 'string') return [];
  const meta = isJsonObject(resource) && isJsonObject(resource['meta']) ? resource['meta'] : {};
  const { versionId } = meta;
  return [`${fullUrl} ${typeof versionId === 'string' ? versionId : ''}`];
}

function areDistinct(texts: string[]): boolean {
  return new Set(texts).size === texts.length;
}

function isIdentified(identifier: unknown): boolean {
  return isJsonObject(identifier) && has(identifier, 'system') && has(identifier, 'value');
}

function startsWith(bundle: JsonObject, resourceType: string): boolean {
  const resource = entries(bundle)[0]?.['resource'];
  return isJsonObject(resource) && resource['resourceType'] === resourceType;
}
