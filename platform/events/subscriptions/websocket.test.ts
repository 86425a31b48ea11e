import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { observation, patient, put, write } from '../../../scripts/proofs/sample-records.ts';
import { type Courier, COURIER_STANDARD, startCourier } from '../courier.ts';
import { eventsIn, serveEvents, signedIn, typeIn, until } from '../testing/serve.ts';

const [HERE, THERE] = ['A20047', 'B81001'];
type Call = (path: string, init?: RequestInit) => Promise<Response>;

describe('FHIR Subscriptions by websocket', () => {
  let db: TestDatabase;
  let server: Awaited<ReturnType<typeof serveEvents>>;
  let courier: Courier;
  before(async () => {
    db = await startTestDatabase([HERE, THERE]);
    server = await serveEvents(db.app);
    courier = startCourier(db.app, { ...COURIER_STANDARD, base: () => server.base, pollMs: 20 }, () => undefined);
    for (const practice of [HERE, THERE]) await write(db.app, practice, [put(patient('p'))]);
  });
  after(async () => {
    await courier.close();
    await server.stop();
    await db.stop();
  });

  async function subscribe(call: Call): Promise<string> {
    const resource = { resourceType: 'Subscription', status: 'requested', reason: 'test', criteria: 'urn:jenner:subscription-topic:resource-change', channel: { type: 'websocket', payload: 'application/fhir+json' } };
    const answer = await call('/fhir/r4/Subscription', { method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify(resource) });
    assert.equal(answer.status, 201);
    return ((await answer.json()) as { id: string }).id;
  }
  async function tokenFor(call: Call, id: string): Promise<{ token: string; url: string }> {
    const { parameter } = (await (await call(`/fhir/r4/Subscription/${id}/$get-ws-binding-token`)).json()) as { parameter: { name: string; valueString?: string; valueUrl?: string }[] };
    return { token: parameter.find(({ name }) => name === 'token')?.valueString ?? '', url: parameter.find(({ name }) => name === 'websocket-url')?.valueUrl ?? '' };
  }
  function bind(url: string, token: string): { heard: string[]; closed: () => number | undefined; close(): void } {
    const heard: string[] = [];
    let code: number | undefined;
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => socket.send(`bind-with-token ${token}`));
    socket.addEventListener('message', ({ data }: MessageEvent) => heard.push(String(data)));
    socket.addEventListener('close', (event) => (code = event.code));
    return { heard, closed: () => code, close: () => socket.close() };
  }

  it('binds once by token, shakes hands, and tells the practice’s own events in order (I31)', async () => {
    const gp = await signedIn(db.owner, server.base, HERE, 'dr', 'gp');
    const elsewhere = await signedIn(db.owner, server.base, THERE, 'dr', 'gp');
    const id = await subscribe(gp);
    const { token, url } = await tokenFor(gp, id);
    const line = bind(url, token);
    await until(() => line.heard.length === 1, 'the handshake');
    assert.equal(typeIn(line.heard[0] ?? ''), 'handshake');
    const other = await subscribe(elsewhere);
    const away = bind(...(await tokenFor(elsewhere, other).then(({ url: to, token: by }) => [to, by] as const)));
    await until(() => away.heard.length === 1, 'the other handshake');
    for (let i = 0; i < 3; i++) await write(db.app, HERE, [put(observation(`w${i}`, 'p'))]);
    await until(() => line.heard.length === 4, 'three events');
    assert.deepEqual(line.heard.flatMap(eventsIn), [0, 1, 2].map((i) => ({ number: i + 1, focus: `Observation/w${i}` })));
    assert.equal(away.heard.length, 1);
    const again = bind(url, token);
    await until(() => again.closed() !== undefined, 'the refusal');
    assert.deepEqual([again.closed(), again.heard], [1008, []]);
    const wrongPlace = bind(url.replace(HERE, THERE), (await tokenFor(gp, id)).token);
    await until(() => wrongPlace.closed() !== undefined, 'the refusal');
    assert.deepEqual(wrongPlace.heard, []);
    for (const one of [line, away]) one.close();
  });

  it('closes when the subscription ends or its creator may no longer', async () => {
    const leaver = await signedIn(db.owner, server.base, HERE, 'leaver', 'gp');
    const [one, two] = [await subscribe(leaver), await subscribe(leaver)];
    const lines: ReturnType<typeof bind>[] = [];
    for (const id of [one, two]) {
      const { token, url } = await tokenFor(leaver, id);
      lines.push(bind(url, token));
    }
    await until(() => lines.every(({ heard }) => heard.length === 1), 'both handshakes');
    await leaver(`/fhir/r4/Subscription/${one}`, { method: 'DELETE' });
    await until(() => lines[0]?.closed() === 1000, 'the end of the first');
    await db.owner.query(`update account set disabled = true where id = 'leaver'`, []);
    await write(db.app, HERE, [put(observation('not-for-them', 'p'))]);
    await until(() => lines[1]?.closed() === 1000, 'the end of the second');
    assert.equal(lines[1]?.heard.length, 1);
  });
});
