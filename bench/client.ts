import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Bundle } from '@medplum/fhirtypes';

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

export interface Outgoing {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** As it came: compressed, where the server compresses. */
  body: Buffer;
}

/** A server's answer other than 2xx. Its body is kept out of the message: it may tell of a patient. */
export class Refused extends Error {
  readonly status: number;
  constructor(method: string, status: number) {
    super(`${method} answered ${status}`);
    this.status = status;
  }
}

/** One HTTP exchange, read to its last byte, whatever the status. */
export function send(url: string, { method = 'GET', headers = {}, body }: Outgoing = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = request(url, { agent, method, headers: { 'accept-encoding': 'gzip', ...headers } }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }));
    answer.on('error', reject);
  });
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}

/** One HTTP exchange that must be answered 2xx. */
export async function exchange(url: string, outgoing: Outgoing = {}): Promise<Answer> {
  const answer = await send(url, outgoing);
  if (answer.status < 200 || answer.status > 299) throw new Refused(outgoing.method ?? 'GET', answer.status);
  return answer;
}

/** The Bundle an answer holds. */
export function bundleOf({ headers, body }: Answer): Bundle {
  const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  const bundle = JSON.parse(bytes.toString('utf8')) as Bundle;
  if (bundle.resourceType !== 'Bundle') throw new Error('The answer is not a Bundle');
  return bundle;
}
