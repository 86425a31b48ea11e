import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestServer, type TestServer } from '../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../dev-env/population/generate.ts';
import { disableAccount } from '../../platform/identity/accounts.ts';
import { bodyOf, type Call, issueOf } from '../../platform/http/testing/fhir.ts';

const PATIENT = DEMONSTRATION_PATIENT_ID;
let server: TestServer;
let gp: Call;

before(async () => {
  server = await startTestServer({ practices: ['A20047', 'B81001'], patients: 2 });
  gp = await server.as('gp');
});
after(() => server.stop());

interface Draft {
  patient: string;
  text: string;
  savedAt: string;
  version: number;
}

const put = (call: Call, text: unknown, version: unknown, patient = PATIENT): Promise<Response> =>
  call(`/drafts/${patient}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text, version }) });
const read = async (call: Call, patient = PATIENT): Promise<Draft> => bodyOf(await call(`/drafts/${patient}`));
const remove = (call: Call): Promise<Response> => call(`/drafts/${PATIENT}`, { method: 'DELETE' });

test('I37: what was typed is kept as it was typed, version by version, and is gone when thrown away', async () => {
  const text = 'Cough 3/52 — “productive”,\r\n\tno haemoptysis; temp 37.9 °C 👩🏽‍⚕️ \u202Eabc';
  const first = await put(gp, text, 0);
  assert.equal(first.status, 200);
  const draft = await bodyOf<Draft>(first);
  assert.deepEqual([draft.patient, draft.text, draft.version], [PATIENT, text, 1]);
  assert.ok(Math.abs(Date.parse(draft.savedAt) - Date.now()) < 60_000);
  assert.deepEqual(await read(gp), draft);
  assert.equal((await bodyOf<Draft>(await put(gp, `${text} more`, 1))).version, 2);
  assert.deepEqual((await bodyOf<Draft[]>(await gp('/drafts'))).map(({ patient, version }) => [patient, version]), [[PATIENT, 2]]);
  assert.equal((await remove(gp)).status, 204);
  assert.equal((await remove(gp)).status, 204);
  assert.equal(await issueOf(await gp(`/drafts/${PATIENT}`)), '404 not-found');
  assert.deepEqual(await (await gp('/drafts')).json(), []);
});

test('H14: when another tab has saved since, nothing is overwritten and the stored draft comes back', async () => {
  await put(gp, 'tab one', 0);
  const late = await put(gp, 'tab two, opened before', 0);
  assert.equal(late.status, 409);
  assert.deepEqual([(await bodyOf<Draft>(late)).text, (await read(gp)).text], ['tab one', 'tab one']);
  assert.equal((await put(gp, 'typed on a version that never was', 7)).status, 409);
  const race = await Promise.all(Array.from({ length: 10 }, (_, i) => put(gp, `race ${i}`, 1)));
  assert.deepEqual(race.map(({ status }) => status).sort(), [200, ...Array.from({ length: 9 }, () => 409)]);
  const winner = race.findIndex(({ status }) => status === 200);
  assert.deepEqual([(await read(gp)).text, (await read(gp)).version], [`race ${winner}`, 2]);
  await remove(gp);
  const thrownAway = await put(gp, 'typed on a draft that is gone', 2);
  assert.deepEqual([thrownAway.status, (await bodyOf<Draft>(thrownAway)).version], [409, 0]);
});

test('I37: letting a draft go does not take what another window has typed since', async () => {
  await put(gp, 'saved to the record', 0);
  await put(gp, 'and typed on elsewhere', 1);
  assert.equal((await gp(`/drafts/${PATIENT}?version=1`, { method: 'DELETE' })).status, 204);
  assert.equal((await read(gp)).text, 'and typed on elsewhere');
  assert.equal((await gp(`/drafts/${PATIENT}?version=2`, { method: 'DELETE' })).status, 204);
  assert.equal((await gp(`/drafts/${PATIENT}`)).status, 404);
  assert.equal((await gp(`/drafts/${PATIENT}?version=x`, { method: 'DELETE' })).status, 400);
});

test('a save sent again after a lost answer is kept once', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => put(gp, 'sent again', 0)));
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 200]);
  assert.deepEqual(await Promise.all(answers.map(async (answer) => (await bodyOf<Draft>(answer)).version)), [1, 1, 1, 1, 1]);
  assert.equal((await put(gp, 'sent again', 0)).status, 200);
  await remove(gp);
});

test('nobody reads or spoils another’s draft: not a colleague, not another practice, not reception, not the patient', async () => {
  await put(gp, 'mine alone', 0);
  for (const [username, ods] of [['gp2', 'A20047'], ['nurse', 'A20047'], ['gp', 'B81001']] as const) {
    const call = await server.as(username, ods);
    assert.equal(await issueOf(await call(`/drafts/${PATIENT}`)), '404 not-found', username);
    assert.deepEqual(await (await call('/drafts')).json(), []);
    assert.equal((await put(call, `${username} of ${ods}`, 0)).status, 200);
    assert.equal((await remove(call)).status, 204);
  }
  for (const username of ['reception', 'manager', 'patient']) {
    const call = await server.as(username);
    for (const answer of [await call(`/drafts/${PATIENT}`), await call('/drafts'), await put(call, 'x', 0), await remove(call)]) assert.equal(await issueOf(answer), '403 forbidden', username);
  }
  assert.equal((await read(gp)).text, 'mine alone');
  // It is not part of the record.
  assert.ok(!(await (await gp(`/fhir/r4/Patient/${PATIENT}/$everything`)).text()).includes('mine alone'));
  await remove(gp);
});

test('what is no draft is refused, and changes nothing', async () => {
  for (const [text, version] of [[1, 0], ['x', '0'], ['x', 1.5], ['x', -1], ['x', 2 ** 31], ['x', 1e300], [undefined, 0], ['x', undefined], ['x'.repeat(200_001), 0], ['nul \u0000', 0]]) {
    assert.equal(await issueOf(await put(gp, text, version)), '400 invalid', String(version));
  }
  for (const body of ['', 'null', '[]', '"x"', '{"text":"x"']) {
    assert.equal(await issueOf(await gp(`/drafts/${PATIENT}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })), '400 invalid', body);
  }
  assert.equal(await issueOf(await put(gp, 'x', 0, 'nobody')), '404 not-found');
  assert.deepEqual(await (await gp('/drafts')).json(), []);
  assert.equal((await put(gp, 'x'.repeat(200_000), 0)).status, 200);
  await remove(gp);
});

test('I04: the drafts of somebody who has left are still there', async () => {
  const leaver = await server.as('gp2');
  await put(leaver, 'unfinished', 0);
  await disableAccount(server.database.app, 'A20047', 'gp2');
  const rows = await server.database.owner.query(`select 1 from jenner.draft where body = 'unfinished'`, []);
  assert.equal(rows.length, 1);
});
