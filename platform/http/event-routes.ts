import type { FastifyInstance } from 'fastify';
import { AUDIENCE } from '../access/audience.ts';
import { authorise } from '../access/decide.ts';
import { readerOf } from '../access/principal.ts';
import type { ChangeEvent } from '../events/changes.ts';
import type { Transaction } from '../store/database.ts';
import { list, listOf } from '../store/list.ts';
import { type Reader, readerValues, visibleTo } from '../store/reader.ts';
import type { AppContext } from './context.ts';
import { authenticate } from './session.ts';

const PING_MS = 15_000;
/** Who takes nothing for so long is let go: the client resumes from its last event. */
const STALLED_MS = 30_000;
/** How far the clocks of two servers may be apart. */
const CLOCKS_MS = 1_000;

/** `GET /{ods}/events`: the change feed as server-sent events, resumable by Last-Event-ID. See docs/api.md. */
export function registerEventRoutes(app: FastifyInstance, context: AppContext): void {
  app.get('/:ods/events', { exposeHeadRoute: false, config: { access: { interaction: 'r', type: '*', session: 'background' } } }, async (request, reply) => {
    const authenticated = () => authenticate(context, request, 'background');
    const principal = await authenticated();
    authorise(principal, 'r', '*');
    const { practice } = principal;
    const from = await startOf(context, practice, request.headers['last-event-id']);
    reply.hijack();
    const { raw } = reply;
    if (raw.destroyed) return; // gone meanwhile: nothing would end the subscription
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    raw.write(`retry: 1000\nid: ${from}\nevent: ready\ndata: {}\n\n`);

    let checked: { at: number; reader: Reader } | undefined;
    /** Who listens, looked up again for whatever was written since, so that a session that has ended hears nothing later. */
    async function readerFor(event: ChangeEvent): Promise<Reader | undefined> {
      const now = Date.now();
      if (checked !== undefined && now - checked.at < CLOCKS_MS && event.at.getTime() < checked.at - CLOCKS_MS) return checked.reader;
      checked = await authenticated().then((found) => ({ at: now, reader: readerOf(found) }), () => undefined);
      return checked?.reader;
    }

    /** Settled when there is room for the next: the feed waits for this reader alone, and holds nothing for them. */
    async function tell(event: ChangeEvent): Promise<void> {
      const reader = await readerFor(event);
      if (reader === undefined) raw.end(); // the client reconnects, and is told to sign in
      else if (await concerns(context, practice, reader, event)) {
        if (!raw.write(format(event, reader.audience === AUDIENCE.clinical))) await room();
      }
    }
    async function room(): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(() => raw.destroy(), STALLED_MS);
      raw.once('drain', resolve).once('close', resolve);
      await promise;
      clearTimeout(timer);
      raw.off('drain', resolve).off('close', resolve);
    }
    const stop = context.feed.subscribe(practice, from, tell);
    const ping = setInterval(() => {
      if (raw.writableNeedDrain) return;
      void authenticated().then(() => raw.write('event: ping\ndata: {}\n\n'), () => raw.end());
    }, PING_MS);
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

/**
 * Who is confined hears of their own records; of a guarded one only those hear who have been let into it; and a patient
 * hears nothing of the writing of what is withheld from them (safety I23).
 */
async function concerns({ db }: AppContext, practice: string, reader: Reader, { patient, guarded, resources }: ChangeEvent): Promise<boolean> {
  const { own, audience, account } = reader;
  if (own?.includes(patient) === false) return false;
  if (audience === AUDIENCE.patient) return resources === undefined || db.transaction(practice, (tx) => isAnyVisible(tx, reader, resources));
  if (!guarded) return true;
  const grants = await db.transaction(practice, (tx) =>
    tx.query(`select from access_grant where practice = $1 and account = $2 and patient = $3 and kind in ('care-team', 'break-glass') and ends > now() limit 1`, [practice, account, patient]),
  );
  return grants.length > 0;
}

/** Whether the reader may see one of the resources, or might have before it was written last. */
async function isAnyVisible(tx: Transaction, reader: Reader, resources: NonNullable<ChangeEvent['resources']>): Promise<boolean> {
  const rows = await tx.query(
    `select from unnest(${listOf(2)}, ${listOf(3)}) k(type, id)
     cross join lateral (
       select * from (
         select practice, patient, type, version, audience from resource c where c.practice = $1 and c.type = k.type and c.id = k.id
         union all select practice, patient, type, version, audience from history h where h.practice = $1 and h.type = k.type and h.id = k.id) v
       order by version desc limit 2) r
     where ${visibleTo(4)} limit 1`,
    [tx.practice, list(resources.map(([type]) => type)), list(resources.map(([, id]) => id)), ...readerValues(reader)],
  );
  return rows.length > 0;
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
