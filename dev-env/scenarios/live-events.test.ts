import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestServer, type TestServer } from '../test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../population/generate.ts';
import { importRecords } from '../../exchange/import/import-records.ts';
import { issueAccessToken } from '../../platform/identity/sessions.ts';
import { ask, bodyOf, bundleOf, type Call, issueOf, observation, send } from '../../platform/http/testing/fhir.ts';

const PATIENT = DEMONSTRATION_PATIENT_ID;
let server: TestServer;
let gp: Call;
let other: string;

before(async () => {
  server = await startTestServer({ practices: ['A20047', 'B81001'], patients: 2 });
  gp = await server.as('gp');
  const found = await bundleOf(await ask(gp, '/Patient/$find?text=whitfield'));
  other = (found.entry ?? []).map(({ resource }) => resource?.id ?? '').find((id) => id !== PATIENT) ?? '';
});
after(() => server.stop());

interface Heard {
  id: number;
  event: string;
  data: { patient?: string; recordVersion?: number; resources?: { type: string; id: string; version: number; deleted?: boolean }[] };
}

/** Listens until stopped. `until` waits for a condition on what was heard, for five seconds at the most. */
class Listener {
  readonly heard: Heard[] = [];
  ended = false;
  private readonly stopping = new AbortController();
  private waiting: (() => void)[] = [];

  static async open(call: Call, lastEventId?: number): Promise<Listener> {
    const listener = new Listener();
    const answer = await call('/events', { signal: listener.stopping.signal, headers: lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    void listener.read(answer);
    await listener.until(() => listener.heard.length > 0 || listener.ended);
    return listener;
  }

  private async read(answer: Response): Promise<void> {
    let text = '';
    try {
      for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const fields = new Map(text.slice(0, end).split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
          this.heard.push({ id: Number(fields.get('id')), event: fields.get('event') ?? '', data: JSON.parse(fields.get('data') ?? '{}') });
          text = text.slice(end + 2);
        }
        this.tell();
      }
    } catch {
      // stopped by this side
    }
    this.ended = true;
    this.tell();
  }

  private tell(): void {
    for (const one of this.waiting.splice(0)) one();
  }

  async until(met: () => boolean, milliseconds = 5000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (!met()) {
      const left = deadline - Date.now();
      assert.ok(left > 0, `not heard in time; heard ${JSON.stringify(this.heard.slice(-3))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 50));
        this.waiting.push(() => (clearTimeout(timer), resolve()));
      });
    }
  }

  get changes(): Heard[] {
    return this.heard.filter(({ event }) => event === 'change');
  }

  stop(): void {
    this.stopping.abort();
  }
}

const write = async (text: string, patient = PATIENT): Promise<string> => (await bodyOf<{ id: string }>(await send(gp, 'POST', '/Observation', observation(patient, text)))).id;
const heardOf = (listener: Listener, id: string) => listener.changes.find(({ data }) => data.resources?.some((resource) => resource.id === id) === true);
const head = async (): Promise<number> => (await server.database.owner.query<{ position: number }>(`select position from jenner.feed where practice = 'A20047'`, []))[0]?.position ?? 0;

test('a change made anywhere reaches every open screen within a second, with no content', async () => {
  const screens = await Promise.all(['gp', 'gp2', 'nurse'].map(async (username) => Listener.open(await server.as(username))));
  const worst: number[] = [];
  for (let i = 0; i < 5; i++) {
    const id = await write(`told ${i} MARKER`);
    const from = performance.now();
    await Promise.all(screens.map((screen) => screen.until(() => heardOf(screen, id) !== undefined)));
    worst.push(performance.now() - from);
  }
  assert.ok(Math.max(...worst) < 1000, String(worst));
  const id = await write('shape');
  const [screen] = screens;
  assert.ok(screen);
  await screen.until(() => heardOf(screen, id) !== undefined);
  const { id: position, data } = heardOf(screen, id) ?? {};
  const etag = (await ask(gp, `/Patient/${PATIENT}/$everything`)).headers.get('etag');
  assert.deepEqual(data, { patient: PATIENT, recordVersion: Number(etag?.slice(3, -1)), resources: [{ type: 'Observation', id, version: 1 }] });
  assert.equal(position, await head());
  await ask(gp, `/Observation/${id}`, {}, 'DELETE');
  await screen.until(() => screen.changes.at(-1)?.data.resources?.[0]?.deleted === true);
  assert.ok(!JSON.stringify(screen.heard).includes('MARKER'));
  screens.forEach((each) => each.stop());
});

test('a change made by another process, which nobody here is told of, is heard within a second too', async () => {
  const screen = await Listener.open(gp);
  const record = { patient: { resourceType: 'Patient' as const, id: 'arrived', name: [{ family: 'Arrived' }] }, resources: [], directory: [] };
  await importRecords(server.database.app, [record], { practice: 'A20047', account: 'system:test', source: 'x', validate: () => [] });
  const from = performance.now();
  await screen.until(() => screen.changes.some(({ data }) => data.patient === 'arrived'));
  assert.ok(performance.now() - from < 1000);
  assert.equal('resources' in (screen.changes.find(({ data }) => data.patient === 'arrived')?.data ?? {}), false, 'a whole record arrived');
  screen.stop();
});

test('under load, order is kept and nothing is missed or told twice, however often the line drops', async () => {
  const from = await head();
  const lines: Listener[] = [await Listener.open(gp, from)];
  const steady = await Listener.open(await server.as('nurse'));
  let writing = true;
  const reconnecting = (async () => {
    while (writing) {
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60));
      const line = lines.at(-1);
      assert.ok(line);
      line.stop();
      lines.push(await Listener.open(gp, line.heard.at(-1)?.id ?? from));
    }
  })();
  await Promise.all(Array.from({ length: 4 }, async (_, writer) => {
    for (let i = 0; i < 40; i++) await write(`load ${writer} ${i}`, i % 2 === 0 ? PATIENT : other);
  }));
  writing = false;
  await reconnecting;
  const last = await head();
  assert.ok(last >= from + 160);
  const final = lines.at(-1);
  assert.ok(final);
  await final.until(() => final.heard.at(-1)?.id === last);
  await steady.until(() => steady.changes.at(-1)?.id === last);
  const expected = Array.from({ length: last - from }, (_, i) => from + 1 + i);
  assert.deepEqual(lines.flatMap(({ changes }) => changes.map(({ id }) => id)), expected, `${lines.length} lines`);
  assert.deepEqual(steady.changes.map(({ id }) => id), expected);
  // From the very first position, through the pages of the replay, it is the whole feed.
  const all = await Listener.open(gp, 1);
  await all.until(() => all.changes.at(-1)?.id === last);
  assert.deepEqual(all.changes.map(({ id }) => id), Array.from({ length: last - 1 }, (_, i) => i + 2));
  [final, steady, all].forEach((each) => each.stop());
});

test('a Last-Event-ID that makes no sense means from now on, and silences nobody else', async () => {
  const strange = await Promise.all([9_007_199_254_740_000, -5, 1.5, Number.NaN].map((id) => Listener.open(gp, id)));
  const normal = await Listener.open(gp);
  const id = await write('after strange ids');
  for (const each of [...strange, normal]) await each.until(() => heardOf(each, id) !== undefined);
  assert.ok(strange.every(({ changes }) => changes.length === 1));
  [...strange, normal].forEach((each) => each.stop());
});

test('I29, I23: a patient hears of their own record only, of nothing withheld from them, and neither they nor reception what kind of entry it was', async () => {
  const [patient, reception, clinician] = await Promise.all([Listener.open(await server.as('patient')), Listener.open(await server.as('reception')), Listener.open(gp)]);
  await write('about the other', other);
  const staffOnly = { resourceType: 'Flag', status: 'active', code: { text: 'Safeguarding' }, subject: { reference: `Patient/${PATIENT}` } };
  const { id } = await bodyOf<{ id: string }>(await send(gp, 'POST', '/Flag', staffOnly));
  const seen = await write('about themselves');
  await clinician.until(() => heardOf(clinician, seen) !== undefined);
  await reception.until(() => reception.changes.length === 3);
  await patient.until(() => patient.changes.length > 0);
  assert.deepEqual(patient.changes.map(({ data }) => Object.keys(data)), [['patient', 'recordVersion']]);
  assert.deepEqual(reception.changes.map(({ data }) => [data.patient, Object.keys(data).length]), [[other, 2], [PATIENT, 2], [PATIENT, 2]]);
  assert.ok(!JSON.stringify([patient.heard, reception.heard]).match(new RegExp(`${id}|${seen}|Flag|Observation`)));
  assert.ok(JSON.stringify(clinician.heard).includes(id));
  [patient, reception, clinician].forEach((each) => each.stop());
});

test('I31: one practice hears nothing of another', async () => {
  const elsewhere = await Listener.open(await server.as('gp', 'B81001'));
  const here = await Listener.open(gp);
  const id = await write('here only');
  await here.until(() => heardOf(here, id) !== undefined);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(elsewhere.changes, []);
  [elsewhere, here].forEach((each) => each.stop());
});

test('who signs out hears nothing more, and cannot come back', async () => {
  const cookie = `jenner_session=${await server.session('gp2')}`;
  const call: Call = (path, init = {}) => fetch(`${server.base}/A20047${path}`, { ...init, headers: { cookie, ...(init.headers as Record<string, string> | undefined) } });
  const screen = await Listener.open(call);
  await write('before');
  await screen.until(() => screen.changes.length === 1);
  assert.equal((await call('/auth/session', { method: 'DELETE' })).status, 204);
  await write('after');
  await screen.until(() => screen.ended);
  assert.equal(screen.changes.length, 1);
  assert.equal(await issueOf(await call('/events')), '401 login');
});

test('nobody listens without a session or with a token for less than the whole record', async () => {
  assert.equal(await issueOf(await fetch(`${server.base}/A20047/events`)), '401 login');
  const token = await issueAccessToken(server.database.app, 'A20047', 'system/Observation.rs', 1);
  assert.equal(await issueOf(await fetch(`${server.base}/A20047/events`, { headers: { authorization: `Bearer ${token}` } })), '403 forbidden');
});
