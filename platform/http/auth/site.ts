import type { FastifyRequest } from 'fastify';
import type { Site } from '../../identity/passkeys.ts';
import type { AppContext } from '../context.ts';

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * The address that the browser sees this server under: its public one. On the machine itself the name `localhost` is
 * taken for the address, and kept when it is what was asked for: passkeys are made for names only.
 */
export function siteOf({ base }: AppContext, request: FastifyRequest): Site {
  const site = new URL(base);
  const { host = '' } = request.headers;
  if (LOOPBACK.includes(site.hostname) && host.split(':')[0] === 'localhost') site.hostname = 'localhost';
  return { host: site.hostname, origin: site.origin };
}
