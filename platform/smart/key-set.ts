import type { JSONWebKeySet, JWK } from 'jose';

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'];

/**
 * The public keys of a JSON Web Key Set that SMART lets a client sign with (RSA for RS384, P-384 for ES384), or
 * undefined when it is none, holds no such key, or holds a private one.
 */
export function readKeySet(text: string): JSONWebKeySet | undefined {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof given !== 'object' || given === null || !('keys' in given) || !Array.isArray(given.keys) || given.keys.length > 20) return undefined;
  const all = given.keys as unknown[];
  if (all.some((key) => typeof key === 'object' && key !== null && PRIVATE.some((name) => name in key))) return undefined;
  const keys = all.filter(isSigningKey);
  return keys.length === 0 ? undefined : { keys };
}

function isSigningKey(key: unknown): key is JWK {
  if (typeof key !== 'object' || key === null || !('kty' in key) || !('kid' in key) || typeof key.kid !== 'string') return false;
  if (key.kty === 'EC') return 'crv' in key && key.crv === 'P-384' && 'x' in key && 'y' in key;
  // 2048 bits and more: base64url of 256 bytes.
  return key.kty === 'RSA' && 'n' in key && typeof key.n === 'string' && key.n.length >= 342 && 'e' in key;
}
