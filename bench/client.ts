import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** One HTTP exchange, read to its last byte and left as it came (compressed). Throws unless the status is 2xx. */
export function exchange(url: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const { method = 'GET', headers = {}, body } = options;
  const outgoing = request(url, { agent, method, headers: { 'accept-encoding': 'gzip', ...headers } }, (answer) => {
    let size = 0;
    answer.on('data', (chunk: Buffer) => (size += chunk.length));
    answer.on('end', () => {
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve(size);
      else reject(new Error(`${method} answered ${status}`));
    });
  });
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}
