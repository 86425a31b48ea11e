import { lookup } from 'node:dns';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';
import type { JSONWebKeySet } from 'jose';
import { isLoopback } from './addresses.ts';
import { readKeySet } from './key-set.ts';

const LIMIT = 64 * 1024;
const TIMEOUT_MS = 3_000;

/** Addresses that lead into somebody's own network: a client must not make this server knock there. */
const INWARD = new BlockList();
for (const [address, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 3]] as const) INWARD.addSubnet(address, bits, 'ipv4');
for (const [address, bits] of [['::', 96], ['64:ff9b::', 32], ['2002::', 16], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]] as const) INWARD.addSubnet(address, bits, 'ipv6');

/** Whether an IP address is one this server may be sent to. An IPv4 address in IPv6's clothes counts as what it is. */
export function isOutward(address: string): boolean {
  return !INWARD.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Resolves for the connection itself, so that what was checked is what is connected to. */
const outwardOnly: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '');
    if (found.length === 0 || !found.every(({ address }) => isOutward(address))) return callback(new Error('The address leads inward'), '');
    if (options.all === true) return callback(null, found);
    return callback(null, found[0]?.address ?? '', found[0]?.family ?? 4);
  });
};

/**
 * Fetches a JWKS: https only, no redirects, 64 KiB, three seconds, never into a private network. On a developer's
 * machine (`base` is a loopback address) http to that machine is fetched as well. Undefined when there is none to be had.
 */
export function fetchKeySet(url: string, base: string): Promise<JSONWebKeySet | undefined> {
  const { protocol, hostname } = new URL(url);
  const local = isLoopback(base) && isLoopback(url);
  // A literal address is never looked up, so it is checked here.
  const literal = hostname.replace(/^\[|\]$/g, '');
  const inward = /^[\d.]+$/.test(literal) || literal.includes(':') ? !isOutward(literal) : false;
  if (!local && (protocol !== 'https:' || inward)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const get = protocol === 'https:' ? getSecure : getPlain;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const request = get(url, { signal, headers: { accept: 'application/json' }, ...(local ? {} : { lookup: outwardOnly }) }, (response) => {
      if (response.statusCode !== 200) {
        response.destroy();
        return resolve(undefined);
      }
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > LIMIT) response.destroy();
      });
      response.on('end', () => resolve(readKeySet(text)));
      response.on('close', () => resolve(undefined));
      return undefined;
    });
    request.on('error', () => resolve(undefined));
  });
}
