import type { FastifyInstance } from 'fastify';
import { AUDIENCE } from '../access/audience.ts';
import { authorise } from '../access/decide.ts';
import { readerOf } from '../access/principal.ts';
import type { ChangeEvent } from '../events/feed.ts';
import type { AppContext } from './context.ts';
import { authenticate } from './session.ts';

const PING_MS = 15_000;
/** A reader this far behind is dropped: it resumes from its last event, and holds up nobody meanwhile. */
const MAX_BUFFERED = 1_000_000;

/** `GET /{ods}/events`: the change feed as server-sent events, resumable by Last-Event-ID. See docs/api.md. */
export function registerEventRoutes(app: FastifyInstance, context: AppContext): void {
  app.get('/:ods/events', { exposeHeadRoute: false }, async (request, reply) => {
    const authenticated = () => authenticate(context, request, 'background');
    const principal = await authenticated();
    authorise(principal, 'r', '*');
    const { own, audience } = readerOf(principal);
    const from = await startOf(context, principal.practice, request.headers['last-event-id']);
    reply.hijack();
    const { raw } = reply;
    if (raw.destroyed) return; // gone meanwhile: nothing would end the subscription
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    raw.write(`retry: 1000\nid: ${from}\nevent: ready\ndata: {}\n\n`);
    // A session that has ended must hear nothing more; the client reconnects and is told to sign in.
    let line = Promise.resolve();
    const send = (text: string): void => {
      line = line.then(authenticated).then(
        () => {
          if (raw.writableLength > MAX_BUFFERED) raw.destroy();
          else raw.write(text);
        },
        () => void raw.end(),
      );
    };
    const stop = context.feed.subscribe(principal.practice, from, (event) => {
      if (own === null || event.patient === own) send(format(event, audience === AUDIENCE.clinical));
    });
    const ping = setInterval(() => send('event: ping\ndata: {}\n\n'), PING_MS);
    raw.on('close', () => {
      clearInterval(ping);
      stop();
    });
  });
}

/** The position to go on from. One that has not been reached yet would hear nothing: then it is from now on. */
async function startOf({ feed }: AppContext, practice: string, lastEventId: string | string[] | undefined): Promise<number> {
  const head = await feed.head(practice);
  const resumed = Number(lastEventId);
  return Number.isSafeInteger(resumed) && resumed > 0 && resumed < head ? resumed : head;
}

/** Types and ids tell that an entry exists, which a reader who may not see every entry is not told. */
function format(event: ChangeEvent, seesAll: boolean): string {
  const data = {
    patient: event.patient,
    recordVersion: event.recordVersion,
    ...(event.resources === undefined || !seesAll
      ? {}
      : { resources: event.resources.map(([type, id, version]) => ({ type, id, version, ...(version === 0 ? { deleted: true } : {}) })) }),
  };
  return `id: ${event.position}\nevent: change\ndata: ${JSON.stringify(data)}\n\n`;
}
