import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { observation, patient, put, remove, write } from '../../../scripts/proofs/sample-records.ts';
import { issueAccessToken } from '../../identity/sessions.ts';
import { bundleIn, caller, eventsIn, Receiver, serveEvents, signedIn, typeIn, until } from '../testing/serve.ts';
import { type Courier, COURIER_STANDARD, startCourier } from '../courier.ts';

const [HERE, THERE] = ['A20047', 'B81001'];
const CHANGES = 'urn:jenner:subscription-topic:resource-change';
const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
type Call = (path: string, init?: RequestInit) => Promise<Response>;

describe('FHIR Subscriptions by rest-hook', () => {
  let db: TestDatabase;
  let server: Awaited<ReturnType<typeof serveEvents>>;
  let courier: Courier;
  let gp: Call;
  const receivers: Receiver[] = [];
  const errors: unknown[] = [];

  before(async () => {
    db = await startTestDatabase([HERE, THERE]);
    server = await serveEvents(db.app);
    courier = startCourier(db.app, { ...COURIER_STANDARD, allowLocal: true, base: () => server.base, pollMs: 20, firstRetryMs: 40, longestRetryMs: 200, maxFailures: 4 }, (error) => errors.push(error));
    for (const practice of [HERE, THERE]) await write(db.app, practice, [put(patient('p')), put(patient('q'))]);
    gp = await signedIn(db.owner, server.base, HERE, 'dr', 'gp');
  });
  afterEach(async () => {
    for (const receiver of receivers.splice(0)) receiver.stop();
    await db.owner.query(`update subscription set status = 'off'`, []);
    assert.deepEqual(errors.splice(0), []);
  });
  after(async () => {
    await courier.close();
    await server.stop();
    await db.stop();
  });

  async function receiver(): Promise<Receiver> {
    const made = await new Receiver().start();
    receivers.push(made);
    return made;
  }
  const body = (endpoint: string, more: { criteria?: string; filters?: string[]; payload?: string; extension?: object[]; header?: string[]; type?: string } = {}): object => ({
    resourceType: 'Subscription', status: 'requested', reason: 'test', criteria: more.criteria ?? CHANGES,
    ...(more.filters === undefined ? {} : { _criteria: { extension: more.filters.map((valueString) => ({ url: `${BACKPORT}/backport-filter-criteria`, valueString })) } }),
    channel: {
      type: more.type ?? 'rest-hook', ...(endpoint === '' ? {} : { endpoint }), payload: 'application/fhir+json',
      ...(more.payload === undefined ? {} : { _payload: { extension: [{ url: `${BACKPORT}/backport-payload-content`, valueCode: more.payload }] } }),
      ...(more.extension === undefined ? {} : { extension: more.extension }),
      ...(more.header === undefined ? {} : { header: more.header }),
    },
  });
  const post = (call: Call, resource: object): Promise<Response> => call('/fhir/r4/Subscription', { method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify(resource) });
  async function subscribe(call: Call, resource: object): Promise<{ id: string; secret: string; text: string }> {
    const answer = await post(call, resource);
    const text = await answer.text();
    assert.equal(answer.status, 201, text);
    const made = JSON.parse(text) as { id: string; channel: { extension: { url: string; valueString?: string }[] } };
    return { id: made.id, text, secret: made.channel.extension.find(({ url }) => url.endsWith('signing-secret'))?.valueString ?? '' };
  }
  const read = async (call: Call, id: string): Promise<{ status: string; error?: string; meta: { versionId: string } }> => (await (await call(`/fhir/r4/Subscription/${id}`)).json()) as never;
  const active = (call: Call, id: string): Promise<void> => until(async () => (await read(call, id)).status === 'active', 'the handshake');
  const range = (to: number): number[] => Array.from({ length: to }, (_, i) => i + 1);

  it('shakes hands, then tells each event once and in order, signed so that its receiver can check it', async () => {
    const hook = await receiver();
    const { id, secret } = await subscribe(gp, body(hook.url, { payload: 'full-resource', header: ['Authorization: Bearer theirs'] }));
    await active(gp, id);
    assert.equal(typeIn(hook.heard[0]?.text ?? ''), 'handshake');
    for (let i = 0; i < 5; i++) await write(db.app, HERE, [put(observation(`o${i}`, 'p'))]);
    await write(db.app, HERE, [remove('Observation', 'o4', 'p')]);
    await until(() => hook.numbers.length === 6, 'six events');
    assert.deepEqual(hook.numbers, range(6));
    const [, first] = hook.heard;
    const bundle = bundleIn(first?.text ?? '');
    assert.deepEqual([bundle.type, bundle.entry[1]?.resource?.id, bundle.entry[1]?.request], ['history', 'o0', { method: 'POST', url: 'Observation' }]);
    assert.deepEqual([bundleIn(hook.heard.at(-1)?.text ?? '').entry[1]?.request, bundleIn(hook.heard.at(-1)?.text ?? '').entry[1]?.resource], [{ method: 'DELETE', url: 'Observation/o4' }, undefined]);
    assert.ok(first);
    const { headers, text } = first;
    const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`).digest('base64');
    assert.equal(headers['webhook-signature'], `v1,${mac}`);
    assert.equal(headers['webhook-id'], `${id}.1-1`);
    assert.equal(headers.authorization, 'Bearer theirs');
    const told = () => db.owner.query<{ patient: string; target: string; actor: string }>(`select patient, target, actor from audit where action = 'notify' and detail like $1 order by detail`, [`Subscription/${id}%`]);
    await until(async () => (await told()).length >= 6, 'the audit of the last, which is written once the receiver has taken it');
    const audited = await told();
    assert.deepEqual(audited.map((row) => [row.patient, row.target, row.actor]), [...range(5).map((n) => ['p', `Observation/o${n - 1}`, 'dr']), ['p', 'Observation/o4', 'dr']]);
  });

  it('never tells the secret or the receiver’s credentials again, and shows nobody else the subscription', async () => {
    const hook = await receiver();
    const { id, secret, text } = await subscribe(gp, body(hook.url, { header: ['Authorization: Bearer theirs'] }));
    assert.ok(secret.startsWith('whsec_') && !text.includes('theirs'));
    const shown = (await (await gp(`/fhir/r4/Subscription/${id}`)).text()) + (await (await gp('/fhir/r4/Subscription')).text());
    assert.ok(shown.includes(id) && !shown.includes(secret) && !shown.includes('theirs'));
    const other = await signedIn(db.owner, server.base, HERE, 'other', 'nurse');
    const elsewhere = await signedIn(db.owner, server.base, THERE, 'dr', 'gp');
    for (const call of [other, elsewhere]) {
      for (const path of ['', '/$status', '/$events']) assert.equal((await call(`/fhir/r4/Subscription/${id}${path}`)).status, 404);
      assert.equal((await call(`/fhir/r4/Subscription/${id}`, { method: 'DELETE' })).status, 404);
    }
  });

  it('tells what the filters ask for and no more: type, patient, code; classic criteria too', async () => {
    const [byPatient, byCode, classic] = [await receiver(), await receiver(), await receiver()];
    const subscriptions = [
      await subscribe(gp, body(byPatient.url, { filters: ['Observation?patient=Patient/q'] })),
      await subscribe(gp, body(byCode.url, { filters: ['Observation?code=http://snomed.info/sct|271649006', 'Observation?status=final'] })),
      await subscribe(gp, body(classic.url, { criteria: 'Observation?code=http://snomed.info/sct|271649006' })),
    ];
    for (const { id } of subscriptions) await active(gp, id);
    const code = { coding: [{ system: 'http://snomed.info/sct', code: '271649006' }] };
    await write(db.app, HERE, [put(observation('f1', 'p')), put(observation('f2', 'q')), put(observation('f3', 'p', { code })), put(observation('f4', 'p', { code, status: 'preliminary' }))]);
    await write(db.app, HERE, [remove('Observation', 'f3', 'p')]);
    const foci = (one: Receiver): (string | undefined)[] => one.heard.flatMap(({ text }) => eventsIn(text).map(({ focus }) => focus));
    await until(() => foci(byPatient).length === 1 && byCode.numbers.length === 2 && classic.heard.length === 3, 'the events');
    await sleep(100);
    assert.deepEqual(foci(byPatient), ['Observation/f2']);
    assert.deepEqual(foci(byCode), ['Observation/f3', 'Observation/f3'], 'made, and deleted');
    assert.deepEqual(foci(classic).toSorted(), ['Observation/f3', 'Observation/f4'], 'FHIR R4 criteria do not tell of deletions');
    assert.equal((await post(gp, body(byPatient.url, { filters: ['Observation?nonsense=1'] }))).status, 422);
  });

  it('sends nothing a creator may not read at the time: withheld, guarded, out of scope (I29, H17)', async () => {
    const [staff, scoped] = [await receiver(), await receiver()];
    const app = caller(server.base, HERE, await issueAccessToken(db.app, HERE, 'system/Subscription.cruds system/Observation.r', 1));
    const { id } = await subscribe(gp, body(staff.url, { payload: 'full-resource' }));
    const own = await subscribe(app, body(scoped.url, { filters: ['Observation'], payload: 'full-resource' }));
    await active(gp, id);
    await active(app, own.id);
    assert.equal((await post(app, body(scoped.url, { filters: ['Condition'] }))).status, 403);
    assert.equal((await post(app, body(scoped.url))).status, 403, 'everything is more than its scopes');
    await db.owner.query(`insert into guard (practice, patient, kind, set_by, set_at) values ($1, 'q', 'sealed', 'x', now())`, [HERE]);
    await write(db.app, HERE, [put(observation('sealed-canary', 'q'))]);
    await write(db.app, HERE, [put(observation('open', 'p'))]);
    await until(() => staff.numbers.length >= 1 && scoped.numbers.length >= 1, 'the one that is open');
    await sleep(100);
    assert.deepEqual([staff.numbers, scoped.numbers], [[1], [1]]);
    assert.ok(![...staff.heard, ...scoped.heard].some(({ text }) => text.includes('sealed-canary')));
    await db.owner.query(`delete from guard where practice = $1`, [HERE]);
  });

  it('sends nothing more once its creator’s account is disabled or token revoked', async () => {
    const hook = await receiver();
    const leaver = await signedIn(db.owner, server.base, HERE, 'leaver', 'gp');
    const token = await issueAccessToken(db.app, HERE, 'system/*.cruds', 1);
    const app = caller(server.base, HERE, token);
    const [one, other] = [await subscribe(leaver, body(hook.url)), await subscribe(app, body(hook.url))];
    await active(leaver, one.id);
    await active(app, other.id);
    await db.owner.query(`update account set disabled = true where practice = $1 and id = 'leaver'`, [HERE]);
    await db.owner.query(`delete from session where practice = $1 and kind = 'access-token'`, [HERE]);
    const before = hook.heard.length;
    await write(db.app, HERE, [put(observation('after-leaving', 'p'))]);
    const states = async (): Promise<string[]> => (await db.owner.query<{ status: string; error: string }>(`select status, error from subscription where practice = $1 and id = any(string_to_array($2, ','))`, [HERE, `${one.id},${other.id}`])).map(({ status, error }) => `${status} ${error}`);
    await until(async () => (await states()).every((state) => state === 'error creator-gone'), 'the end of both');
    assert.equal(hook.heard.length, before);
  });

  it('tries again what fails, in order and without a loss, and does not follow a redirect', async () => {
    const hook = await receiver();
    const { id } = await subscribe(gp, body(hook.url));
    await active(gp, id);
    hook.answer = (n) => (n % 3 === 0 ? 200 : n % 3 === 1 ? 500 : 302);
    for (let i = 0; i < 4; i++) await write(db.app, HERE, [put(observation(`again${i}`, 'p'))]);
    await until(async () => Number((await db.owner.query<{ delivered: number }>(`select delivered from subscription where id = $1`, [id]))[0]?.delivered) === 4, 'all four');
    assert.deepEqual([...new Set(hook.numbers)], range(4));
    assert.deepEqual(hook.numbers.toSorted(), hook.numbers, 'an event came after a later one');
    assert.ok(hook.numbers.length > 4);
    assert.deepEqual([...new Set(hook.heard.map(({ path }) => path))], ['/hook']);
    const ids = new Map(hook.heard.map(({ headers, text }) => [String(eventsIn(text)[0]?.number), headers['webhook-id']]));
    assert.equal(new Set(hook.heard.slice(1).map(({ headers }) => headers['webhook-id'])).size, ids.size - (ids.has('undefined') ? 1 : 0), 'a repetition bears another id');
  });

  it('is in error after the limit, says why, and goes on from there when asked to, with nothing lost', async () => {
    const hook = await receiver();
    const { id } = await subscribe(gp, body(hook.url));
    await active(gp, id);
    hook.answer = () => 503;
    await write(db.app, HERE, [put(observation('lost1', 'p'))]);
    await until(async () => (await read(gp, id)).status === 'error', 'the limit');
    assert.equal((await read(gp, id)).error, 'status-503');
    await write(db.app, HERE, [put(observation('lost2', 'p'))]);
    hook.answer = () => 200;
    const { meta: { versionId } } = await read(gp, id);
    const again = await gp(`/fhir/r4/Subscription/${id}`, { method: 'PUT', headers: { 'content-type': 'application/fhir+json', 'if-match': `W/"${versionId}"` }, body: JSON.stringify({ ...body(hook.url), id }) });
    assert.equal(again.status, 200, await again.text());
    await until(() => hook.numbers.includes(2), 'what came meanwhile');
    assert.deepEqual([...new Set(hook.numbers)], [1, 2]);
  });

  it('one receiver that never answers and one that always fails harm nobody: others hear in time', async () => {
    const [stalled, failing, well] = [await receiver(), await receiver(), await receiver()];
    const made = [await subscribe(gp, body(stalled.url)), await subscribe(gp, body(failing.url)), await subscribe(gp, body(well.url))];
    for (const { id } of made) await active(gp, id);
    stalled.answer = () => 'never';
    failing.answer = () => 500;
    const latencies: number[] = [];
    for (let i = 0; i < 10; i++) {
      const from = performance.now();
      await write(db.app, HERE, [put(observation(`timely${i}`, 'p'))]);
      await until(() => well.numbers.length === i + 1, 'the event at the receiver that is well');
      latencies.push(performance.now() - from);
    }
    assert.ok(Math.max(...latencies) < 1_000, String(latencies));
    assert.equal(new Set(stalled.numbers).size, 1, 'one attempt at a time is open at the stalled one');
  });

  it('reads missed events again by number ($events), and tells its state ($status)', async () => {
    const hook = await receiver();
    const { id } = await subscribe(gp, body(hook.url, { extension: [{ url: `${BACKPORT}/backport-max-count`, valuePositiveInt: 50 }] }));
    await active(gp, id);
    await write(db.app, HERE, ['m1', 'm2', 'm3'].map((one) => put(observation(one, 'p'))));
    await until(() => hook.numbers.length === 3, 'three events');
    assert.equal(hook.heard.length, 2, 'three events came in one notification');
    const missed = await (await gp(`/fhir/r4/Subscription/${id}/$events?eventsSinceNumber=2&content=full-resource`)).text();
    assert.deepEqual([typeIn(missed), eventsIn(missed).map(({ number }) => number), bundleIn(missed).entry.slice(1).map(({ resource }) => resource?.resourceType)], ['query-event', [2, 3], ['Observation', 'Observation']]);
    const state = JSON.parse(await (await gp(`/fhir/r4/Subscription/${id}/$status`)).text()) as { type: string; entry: { resource: { parameter: { name: string; valueString?: string }[] } }[] };
    assert.deepEqual([state.type, state.entry[0]?.resource.parameter.find(({ name }) => name === 'eventsSinceSubscriptionStart')?.valueString], ['searchset', '3']);
  });

  it('lets reception and patients subscribe to nothing, and refuses addresses it does not send to', async () => {
    const reception = await signedIn(db.owner, server.base, HERE, 'desk', 'receptionist');
    assert.equal((await post(reception, body('https://example.org/'))).status, 403);
    for (const endpoint of ['http://example.org/hook', 'https://169.254.169.254/latest', 'https://[fe80::1]/', 'ftp://example.org/', 'https://user:pw@example.org/', '']) {
      assert.equal((await post(gp, body(endpoint))).status, 422, endpoint);
    }
    assert.equal((await post(gp, body('https://example.org/', { header: ['Host: other'] }))).status, 422);
  });

  it('a heartbeat comes when there is nothing else to say', async () => {
    const hook = await receiver();
    const { id } = await subscribe(gp, body(hook.url, { extension: [{ url: `${BACKPORT}/backport-heartbeat-period`, valueUnsignedInt: 10 }] }));
    await active(gp, id);
    await db.owner.query(`update subscription set heard = now() - interval '11 seconds' where id = $1`, [id]);
    await until(() => hook.heard.length === 2, 'the heartbeat');
    assert.equal(typeIn(hook.heard[1]?.text ?? ''), 'heartbeat');
  });
});
