import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { Problem } from '../../errors.ts';
import { checkEndpoint, guardedLookup } from './address-guard.ts';

export interface Posting {
  endpoint: string;
  headers: readonly string[];
  secret: string;
  /** The same each time the same thing is sent again. */
  id: string;
  body: string;
  timeoutMs: number;
}

/** `taken`, or the code of why not. `gone` means that the receiver wants nothing more. */
export type Outcome = 'taken' | 'gone' | 'refused-address' | 'timeout' | 'unreachable' | 'tls' | `status-${number}`;

/**
 * Posts one notification, signed as Standard Webhooks has it: HMAC-SHA256 over id, timestamp and body. No redirect is
 * followed, nothing is read of the answer but its status, and the address is checked when the connection is made.
 */
export function post({ endpoint, headers, secret, id, body, timeoutMs }: Posting, allowLocal: boolean): Promise<Outcome> {
  let url: URL;
  try {
    url = checkEndpoint(endpoint, allowLocal);
  } catch (error) {
    if (error instanceof Problem) return Promise.resolve('refused-address');
    throw error;
  }
  const timestamp = String(Math.floor(Date.now() / 1000));
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const going = send(url, {
    method: 'POST',
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
    ...(isIP(host) === 0 ? { lookup: guardedLookup(allowLocal) } : {}),
    headers: {
      ...Object.fromEntries(headers.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])),
      'content-type': 'application/fhir+json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Jenner',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': sign(secret, id, timestamp, body),
    },
  });
  going.on('response', (response) => {
    const { statusCode = 0 } = response;
    response.on('error', () => undefined).destroy();
    resolve(statusCode >= 200 && statusCode < 300 ? 'taken' : statusCode === 410 ? 'gone' : `status-${statusCode}`);
  });
  going.on('error', (error: NodeJS.ErrnoException) => resolve(codeOf(error)));
  going.end(body);
  return promise;
}

/** `v1,` and the base64 of the HMAC. The secret is `whsec_` and the base64 of its bytes. */
function sign(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

function codeOf({ name, code }: NodeJS.ErrnoException): Outcome {
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ABORT_ERR') return 'timeout';
  if (code === 'EREFUSED_ADDRESS') return 'refused-address';
  return code !== undefined && /TLS|SSL|CERT|SELF_SIGNED|UNABLE_TO/.test(code) ? 'tls' : 'unreachable';
}
