import type { JSONWebKeySet } from 'jose';
import type { Client } from './clients.ts';
import { fetchKeySet } from './fetch-key-set.ts';
import { readKeySet } from './key-set.ts';

/** Keys that have been taken back are believed no longer than this. */
const HELD_MS = 5 * 60_000;
/** A key not seen before may be a new one: asked again, but no more often than this. */
const AGAIN_MS = 10_000;
const MOST = 1_000;

const held = new Map<string, { at: number; keys: Promise<JSONWebKeySet | undefined> }>();

/** The public keys of a client, from its registration or its JWKS address; undefined when they cannot be had. */
export async function keysOf({ jwks, jwksUrl }: Client, kid: string, base: string): Promise<JSONWebKeySet | undefined> {
  if (jwksUrl === undefined) return jwks === undefined ? undefined : readKeySet(jwks);
  const known = held.get(jwksUrl);
  if (known !== undefined && Date.now() - known.at < HELD_MS) {
    const keys = await known.keys;
    if (keys?.keys.some((key) => key.kid === kid) === true || Date.now() - known.at < AGAIN_MS) return keys;
  }
  if (held.size >= MOST) held.clear();
  const keys = fetchKeySet(jwksUrl, base);
  held.set(jwksUrl, { at: Date.now(), keys });
  return keys;
}
