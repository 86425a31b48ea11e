import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Problem } from '../../errors.ts';

/** Never a receiver: unspecified, link-local (a cloud's metadata service lives there), multicast, reserved, and forms that hide another address. */
const NEVER = blockList(
  [['0.0.0.0', 8], ['169.254.0.0', 16], ['224.0.0.0', 4], ['240.0.0.0', 4], ['192.0.0.0', 24]],
  [['::', 128], ['fe80::', 10], ['ff00::', 8], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['2002::', 16], ['2001::', 32]],
);
/** This machine and private networks: only where the installation says so. */
const LOCAL = blockList(
  [['127.0.0.0', 8], ['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['100.64.0.0', 10], ['198.18.0.0', 15]],
  [['::1', 128], ['fc00::', 7]],
);
const LOOPBACK = blockList([['127.0.0.0', 8]], [['::1', 128]]);

function blockList(four: readonly (readonly [string, number])[], six: readonly (readonly [string, number])[]): BlockList {
  const found = new BlockList();
  for (const [net, prefix] of four) found.addSubnet(net, prefix, 'ipv4');
  for (const [net, prefix] of six) found.addSubnet(net, prefix, 'ipv6');
  return found;
}

/** May something be sent to this IP address? */
export function mayReach(address: string, allowLocal: boolean): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || NEVER.check(address, family)) return false;
  return allowLocal || !LOCAL.check(address, family);
}

/** The address as it may be kept: https, or http to this machine where that is allowed. Throws Problem `invalid`. */
export function checkEndpoint(text: string, allowLocal: boolean): URL {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const loopback = host === 'localhost' || (isIP(host) !== 0 && LOOPBACK.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback && allowLocal)) throw refused('must be an https address');
  if (url.username !== '' || url.password !== '') throw refused('must hold no user name or password: use channel.header');
  if (isIP(host) !== 0 && !mayReach(host, allowLocal)) throw refused('is an address that this server does not send to');
  return url;
}

function refused(message: string): Problem {
  return new Problem('invalid', `The endpoint ${message}`, { issues: [{ code: 'value', expression: 'Subscription.channel.endpoint', message }] });
}

/** A look-up for a connection about to be made: one bad address among those of the name refuses it, so that no trick of names gets past. */
export function guardedLookup(allowLocal: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const fault = error ?? (addresses.length > 0 && addresses.every(({ address }) => mayReach(address, allowLocal)) ? null : refusedAddress());
      const [first] = addresses ?? [];
      if (fault !== null || first === undefined) callback(fault ?? refusedAddress(), '', 4);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function refusedAddress(): NodeJS.ErrnoException {
  return Object.assign(new Error('The address is refused'), { code: 'EREFUSED_ADDRESS' });
}
