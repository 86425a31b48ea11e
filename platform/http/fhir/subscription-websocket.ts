import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { redeemBindingToken } from '../../events/subscriptions/binding-token.ts';
import { type Following, nextToSend } from '../../events/subscriptions/follow.ts';
import type { AppContext } from '../context.ts';
import { practiceOf } from '../session.ts';

/** Who has not bound by then is let go, and who does not read for so long. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 250;
/** A line that does not answer a ping before the next is dead. */
const PING_MS = 15_000;
const MOST_FOLLOWED = 20;

const ACCESS = { config: { access: { public: 'who binds says by a one-time token what for' } } as const };

/**
 * `wss …/{ods}/subscriptions`: the client sends `bind-with-token <token>` and is sent a handshake, then notifications
 * as they come. One at a time is made and sent, and the next only when the socket has taken it: a reader who stalls
 * costs one notification's memory, and is let go. What was missed is read again by `$events`.
 */
export async function registerSubscriptionWebsocket(app: FastifyInstance, context: AppContext): Promise<void> {
  await app.register(websocket, { options: { maxPayload: 4096, perMessageDeflate: false } });
  app.get('/:ods/subscriptions', { ...ACCESS, websocket: true }, (socket, request) => {
    const ods = practiceOf(request);
    const base = `${context.base}/${ods}/fhir/r4`;
    const following = new Map<string, Following>();
    let busy = false;
    let answered = true;

    async function sendWhatIsNew(): Promise<void> {
      if (busy) return;
      busy = true;
      try {
        for (const one of following.values()) {
          for (;;) {
            if (socket.readyState !== socket.OPEN) return;
            const next = await nextToSend(context.db, ods, base, one);
            if (next === undefined) break;
            if (next === 'end') {
              following.delete(one.subscription);
              if (following.size === 0) socket.close(1000, 'ended');
              break;
            }
            await send(socket, next.body);
          }
        }
      } finally {
        busy = false;
      }
    }
    const fail = (error: unknown): void => {
      request.log.error({ name: error instanceof Error ? error.name : 'unknown' }, 'websocket notification failed');
      socket.close(1011, 'try again');
    };
    async function bind(text: string): Promise<void> {
      const [, token] = /^bind-with-token\s+([\w-]{20,100})$/.exec(text.trim()) ?? [];
      const ids = token === undefined ? [] : await context.db.transaction(ods, (tx) => redeemBindingToken(tx, token));
      if (ids.length === 0 || following.size + ids.length > MOST_FOLLOWED) return socket.close(1008, 'the token is not valid');
      for (const subscription of ids) following.set(subscription, { subscription, last: undefined, heard: 0 });
      await sendWhatIsNew();
    }

    socket.on('message', (data: Buffer) => void bind(data.toString()).catch(fail));
    socket.on('pong', () => (answered = true));
    socket.on('error', () => socket.terminate());
    const unbound = setTimeout(() => following.size === 0 && socket.close(1008, 'bind first'), PATIENCE_MS);
    const look = setInterval(() => void sendWhatIsNew().catch(fail), LOOK_MS);
    const ping = setInterval(() => {
      if (!answered) return socket.terminate();
      answered = false;
      socket.ping();
    }, PING_MS);
    socket.on('close', () => {
      clearTimeout(unbound);
      clearInterval(look);
      clearInterval(ping);
    });
  });
}

/** Settled once the socket has taken the text; a socket that takes nothing for long is let go. */
async function send(socket: WebSocket, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => socket.terminate(), PATIENCE_MS);
  socket.send(text, (error) => (error == null ? resolve() : reject(error)));
  await promise.finally(() => clearTimeout(timer));
}
