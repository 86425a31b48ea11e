import type { BundleEntryRequest } from '@medplum/fhirtypes';
import type { AppContext } from '../../context.ts';
import { acceptResource } from '../accept-resource.ts';

/** One entry of a batch: its request is sound, what it brings has yet to be looked at. */
export interface BatchEntry {
  request: BundleEntryRequest | undefined;
  resource: unknown;
}

/**
 * The entries of a Bundle of type batch; undefined for any other body. The Bundle itself must be sound; what its
 * entries bring is checked entry by entry, so that a bad one is refused by itself.
 */
export function readBatch(context: AppContext, body: unknown): readonly BatchEntry[] | undefined {
  if (!isObject(body) || body['resourceType'] !== 'Bundle' || body['type'] !== 'batch') return undefined;
  const given: unknown = body['entry'];
  const outline = Array.isArray(given) ? { ...body, entry: given.map(withoutResource) } : body;
  const bundle = acceptResource(context, outline, 'Bundle');
  if (bundle.resourceType !== 'Bundle' || !Array.isArray(given)) return [];
  return given.map((entry: unknown, i) => ({ request: bundle.entry?.[i]?.request, resource: isObject(entry) ? entry['resource'] : undefined }));
}

function withoutResource(entry: unknown): unknown {
  if (!isObject(entry)) return entry;
  const { resource: _resource, ...rest } = entry;
  return rest;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
