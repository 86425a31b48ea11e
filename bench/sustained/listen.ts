import { get } from 'node:http';
import type { ServedPractice } from './practices.ts';

/** An event line as a screen holds it: tells of each resource that changed when it hears of it. */
export async function listen({ base, headers }: ServedPractice, heard: (address: string, at: number) => void): Promise<() => void> {
  const ready = Promise.withResolvers<void>();
  const request = get(`${base}/events`, { headers, agent: false }, (answer) => {
    if (answer.statusCode !== 200) return ready.reject(new Error(`the event line answered ${answer.statusCode}`));
    let rest = '';
    answer.setEncoding('utf8').on('data', (text: string) => {
      const at = performance.now();
      const events = (rest + text).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        if (event.includes('event: ready')) ready.resolve();
        for (const [, type = '', id = ''] of event.matchAll(/"type":"(\w+)","id":"([^"]+)"/g)) heard(`${type}/${id}`, at);
      }
    });
    answer.on('error', () => undefined);
    return undefined;
  });
  request.on('error', ready.reject);
  await ready.promise;
  return () => void request.destroy();
}
