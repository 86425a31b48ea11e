import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { observation, patient, put, remove, WITHHELD, write } from '../../scripts/proofs/sample-records.ts';
import { serveEvents, signedIn, until } from '../events/testing/serve.ts';
import { digest, newToken } from '../identity/token.ts';

const HERE = 'A20047';
const STALLED = 5;
const BACKLOG = 40_000;
const WRITTEN = JSON.stringify(Array.from({ length: 5 }, () => ['Observation', '00000000-0000-0000-0000-000000000000', 1]));

describe('server-sent events', () => {
  let db: TestDatabase;
  let server: Awaited<ReturnType<typeof serveEvents>>;
  before(async () => {
    db = await startTestDatabase([HERE]);
    server = await serveEvents(db.app);
    await write(db.app, HERE, [put(patient('p')), put(patient('q'))]);
  });
  after(async () => {
    await server.stop();
    await db.stop();
  });

  async function token(account: string): Promise<string> {
    await signedIn(db.owner, server.base, HERE, account, 'gp');
    const own = newToken();
    await db.owner.query(`insert into session (practice, token, kind, account, created, used, expires, method) values ($1, $2, 'browser', $3, now(), now(), now() + interval '1 hour', 'passkey')`, [HERE, digest(own), account]);
    return own;
  }
  /** Opens the line by a bare socket, so that it can stop reading. */
  async function open(account: string, from: number): Promise<{ socket: Socket; text: () => string }> {
    let text = '';
    const socket = connect(Number(new URL(server.base).port), '127.0.0.1');
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('error', () => undefined);
    socket.write(`GET /${HERE}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await token(account)}\r\nLast-Event-ID: ${from}\r\n\r\n`);
    await until(() => text.includes('event: ready'), 'the line');
    return { socket, text: () => text };
  }

  it('five stalled readers with forty thousand changes to hear cost a buffer each, and others hear in time (design: live update in 1 s)', { timeout: 60_000 }, async () => {
    const [head] = await db.owner.query<{ position: number }>(`select position from feed where practice = $1`, [HERE]);
    const from = head?.position ?? 0;
    await db.owner.query(`insert into change (practice, position, patient, record_version, at, resources) select $1, $2::bigint + n, 'p', n, now() - interval '1 minute', $4 from generate_series(1, $3::bigint) n`, [HERE, from, BACKLOG, WRITTEN]);
    await db.owner.query(`update feed set position = position + $2::bigint where practice = $1`, [HERE, BACKLOG]);
    const responses: ServerResponse[] = [];
    server.app.server.on('request', (_request, response: ServerResponse) => responses.push(response));
    const stalled = [];
    for (let i = 0; i < STALLED; i++) {
      const line = await open(`stalled${i}`, from);
      line.socket.pause();
      stalled.push(line);
    }
    const live = await open('live', from + BACKLOG);
    await until(() => responses.filter(({ writableNeedDrain }) => writableNeedDrain).length === STALLED, 'all of them to stall', 40_000);
    const latencies: number[] = [];
    for (let i = 0; i < 5; i++) {
      const begun = performance.now();
      await write(db.app, HERE, [put(observation(`live${i}`, 'p'))]);
      server.context.feed.wake(HERE);
      await until(() => live.text().includes(`"live${i}"`), 'the change');
      latencies.push(performance.now() - begun);
    }
    assert.ok(Math.max(...latencies) < 1_000, String(latencies));
    for (const { writableLength } of responses) assert.ok(writableLength < 200_000, `${writableLength} bytes are held for one reader`);
    // One that reads again goes on where it was, without a gap.
    const [first] = stalled;
    assert.ok(first);
    first.socket.resume();
    await until(() => first.text().includes('"live4"'), 'the rest', 40_000);
    const ids = [...first.text().matchAll(/^id: (\d+)\nevent: change/gm)].map(([, id]) => Number(id));
    assert.deepEqual([ids.length, ids[0], ids.every((id, i) => id === from + 1 + i)], [BACKLOG + 5, from + 1, true]);
    for (const { socket } of [...stalled, live]) socket.destroy();
  });

  it('of a guarded record only those hear who have been let into it (safety I29)', async () => {
    await db.owner.query(`insert into guard (practice, patient, kind, set_by, set_at) values ($1, 'q', 'sealed', 'x', now())`, [HERE]);
    const [outside, inside] = [await open('outside', 0), await open('inside', 0)];
    await db.owner.query(`insert into access_grant (practice, account, patient, id, kind, reason, given_by, starts, ends) values ($1, 'inside', 'q', gen_random_uuid(), 'care-team', 'x', 'x', now(), now() + interval '1 hour')`, [HERE]);
    await write(db.app, HERE, [put(observation('guarded', 'q'))]);
    await write(db.app, HERE, [put(observation('after', 'p'))]);
    for (const { text } of [outside, inside]) await until(() => text().includes('"after"'), 'the one that is open');
    assert.deepEqual([outside, inside].map(({ text }) => text().includes('"guarded"')), [false, true]);
    for (const { socket } of [outside, inside]) socket.destroy();
  });

  it('a patient hears nothing of the writing of what is withheld from them (safety I23)', async () => {
    const withheld = { meta: WITHHELD };
    await signedIn(db.owner, server.base, HERE, 'themselves', 'gp');
    await db.owner.query(`update account set role = 'patient', reference = 'Patient/p' where practice = $1 and id = 'themselves'`, [HERE]);
    const [head] = await db.owner.query<{ position: number }>(`select position from feed where practice = $1`, [HERE]);
    const line = await open('themselves', head?.position ?? 0);
    await write(db.app, HERE, [put(observation('shown', 'p'))]);
    await write(db.app, HERE, [put(observation('withheld', 'p', withheld))]);
    await write(db.app, HERE, [put(observation('withheld', 'p', { ...withheld, note: [{ text: 'changed' }] }))]);
    await write(db.app, HERE, [remove('Observation', 'withheld', 'p')]);
    await write(db.app, HERE, [remove('Observation', 'shown', 'p')]);
    server.context.feed.wake(HERE);
    await until(() => line.text().includes(`id: ${(head?.position ?? 0) + 5}\n`), 'the last one');
    assert.deepEqual([...line.text().matchAll(/^id: (\d+)\nevent: change/gm)].map(([, id]) => Number(id) - (head?.position ?? 0)), [1, 5]);
    line.socket.destroy();
  });
});
