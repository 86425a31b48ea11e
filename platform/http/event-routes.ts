import type { FastifyInstance } from 'fastify';
import { readerOf } from '../access/principal.ts';
import type { ChangeEvent } from '../events/feed.ts';
import type { AppContext } from './context.ts';
import { authenticate } from './session.ts';

const PING_MS = 15_000;
/** A reader this far behind is dropped: it resumes from its last event, and holds up nobody meanwhile. */
const MAX_BUFFERED = 1_000_000;

/** `GET /{ods}/events`: the change feed as server-sent events, resumable by Last-Event-ID. See docs/api.md. */
export function registerEventRoutes(app: FastifyInstance, context: AppContext): void {
  app.get('/:ods/events', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { own } = readerOf(principal);
    const resumed = Number(request.headers['last-event-id']);
    const from = Number.isSafeInteger(resumed) && resumed > 0 ? resumed : await context.feed.head(principal.practice);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    raw.write(`retry: 1000\nid: ${from}\nevent: ready\ndata: {}\n\n`);
    const stop = context.feed.subscribe(principal.practice, from, (event) => {
      if (own !== null && event.patient !== own) return;
      if (raw.writableLength > MAX_BUFFERED) raw.destroy();
      else raw.write(format(event));
    });
    // A session that has ended must not go on hearing; the client reconnects and is told to sign in.
    const ping = setInterval(() => {
      authenticate(context, request, 'background').then(() => raw.write('event: ping\ndata: {}\n\n'), () => raw.end());
    }, PING_MS);
    raw.on('close', () => {
      clearInterval(ping);
      stop();
    });
  });
}

function format(event: ChangeEvent): string {
  const data = {
    patient: event.patient,
    recordVersion: event.recordVersion,
    ...(event.resources === undefined
      ? {}
      : { resources: event.resources.map(([type, id, version]) => ({ type, id, version, ...(version === 0 ? { deleted: true } : {}) })) }),
  };
  return `id: ${event.position}\nevent: change\ndata: ${JSON.stringify(data)}\n\n`;
}
