import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestServer, TEST_PASSWORD, testCredentials, type TestServer } from '../../../dev-env/test-server.ts';
import { issueEnrolmentCode } from '../../identity/enrolment.ts';
import { softwarePasskey } from '../../identity/testing/software-passkey.ts';
import { totpCode } from '../../identity/totp.ts';
import { Browser } from '../testing/browser.ts';
import { bodyOf, issueOf } from '../testing/fhir.ts';

const SESSION_COOKIE = 'jenner_session';
let server: TestServer;
let at: string;
let site: { host: string; origin: string };

before(async () => {
  server = await startTestServer({ patients: 2 });
  // Passkeys are made for names: the address of the machine itself has one.
  site = { host: 'localhost', origin: server.base.replace('127.0.0.1', 'localhost') };
  at = `${site.origin}/A20047/auth`;
});
after(() => server.stop());

const post = (browser: Browser, path: string, json: unknown = {}) => browser.send(at + path, { json });
const signedIn = (browser: Browser): boolean => browser.cookies(at).has(SESSION_COOKIE);
const enrolmentOf = async (browser: Browser, username: string): Promise<string> => {
  const code = await issueEnrolmentCode(server.database.app, 'A20047', username, '');
  return (await bodyOf<{ enrolment: string }>(await post(browser, '/enrolment', { username, code }))).enrolment;
};

async function makePasskey(browser: Browser, enrolment?: string, device = softwarePasskey(site)) {
  const asked = enrolment === undefined ? {} : { enrolment };
  const { step, options } = await bodyOf<{ step: string; options: { challenge: string } }>(await post(browser, '/passkeys/options', asked));
  const answer = await post(browser, '/passkeys', { ...asked, step, name: 'Laptop', response: device.register(options.challenge) });
  return { device, answer };
}

async function usePasskey(browser: Browser, device: ReturnType<typeof softwarePasskey>, path = '/passkey-session') {
  const { step, options } = await bodyOf<{ step: string; options: { challenge: string } }>(await post(browser, '/passkey-session/options'));
  return post(browser, path, { step, response: device.signIn(options.challenge) });
}

describe('every way in', () => {
  it('I35: each route that begins a session is known, and refuses whoever leaves the second factor out', async () => {
    const routes = server.app.routeRules.filter(({ url, access }) => url.includes('/auth/') && 'public' in access).map(({ method, url }) => `${method} ${url}`).filter((route) => !route.startsWith('HEAD'));
    /** What each does with one factor, or half a step; undefined: it begins or ends a step and never a session. */
    const oneFactor: Record<string, unknown> = {
      'POST /:ods/auth/session': { username: 'gp', password: TEST_PASSWORD, code: '' },
      'DELETE /:ods/auth/session': undefined,
      'POST /:ods/auth/passkey-session/options': undefined,
      'POST /:ods/auth/passkey-session': { step: 'x', response: softwarePasskey({ ...site, verified: false }).signIn('x') },
      'POST /:ods/auth/passkeys/options': undefined,
      'POST /:ods/auth/passkeys': { enrolment: 'x', step: 'x', name: 'x', response: softwarePasskey(site).register('x') },
      'POST /:ods/auth/enrolment': { username: 'gp', code: 'AAAA-AAAA-AAAA-AAAA' },
      'POST /:ods/auth/authenticator/options': undefined,
      'POST /:ods/auth/authenticator': { enrolment: 'x', step: 'x', code: '000000', password: TEST_PASSWORD },
      'POST /:ods/auth/lock': undefined,
      'GET /:ods/auth/lock': undefined,
      'POST /:ods/auth/unlock': { code: testCredentials('gp').code },
      'GET /:ods/auth/services': undefined,
      'GET /:ods/auth/cis2': undefined,
      'GET /:ods/auth/cis2/roles': undefined,
      'POST /:ods/auth/cis2/roles': { role: '5550000010000' },
      'GET /auth/cis2/callback': '?code=x&state=x',
      'POST /auth/cis2/logout': undefined,
      'GET /:ods/auth/nhs-login': undefined,
      'GET /auth/nhs-login/callback': '?code=x&state=x',
    };
    const own = routes.filter((route) => !route.includes('/auth/authorize') && !route.includes('/smart') && !route.includes('/oauth'));
    assert.deepEqual(own.filter((route) => !(route in oneFactor)), [], 'a new way in needs a line here');
    assert.deepEqual(Object.keys(oneFactor).filter((route) => !own.includes(route)), []);
    for (const [route, sent] of Object.entries(oneFactor)) {
      const [method = '', url = ''] = route.split(' ');
      const browser = new Browser();
      const address = site.origin + url.replace(':ods', 'A20047') + (typeof sent === 'string' ? sent : '');
      const answer = await browser.send(address, { method, ...(method === 'POST' ? { json: sent ?? {} } : {}) });
      assert.equal(signedIn(browser), false, route);
      if (sent !== undefined && typeof sent !== 'string') assert.match(await issueOf(answer), /^4\d\d /, route);
    }
  });

  it('I32: the steps of setting up and signing in, walked in every order, open a session at the end of a whole way only', async () => {
    const device = softwarePasskey(site);
    const stranger = softwarePasskey(site);
    /** One browser's knowledge, and each step it can take with it. */
    interface Walk { browser: Browser; enrolment: string; step: string; challenge: string; secret: string }
    const steps: Record<string, (walk: Walk, code: string) => Promise<unknown>> = {
      async enrol(walk, code) {
        const answer = await post(walk.browser, '/enrolment', { username: 'nurse', code });
        if (answer.ok) walk.enrolment = (await bodyOf<{ enrolment: string }>(answer)).enrolment;
      },
      async ask(walk) {
        const answer = await post(walk.browser, '/passkeys/options', { enrolment: walk.enrolment });
        if (answer.ok) ({ step: walk.step, options: { challenge: walk.challenge } } = await bodyOf<{ step: string; options: { challenge: string } }>(answer));
      },
      answer: (walk) => post(walk.browser, '/passkeys', { enrolment: walk.enrolment, step: walk.step, name: 'x', response: device.register(walk.challenge) }),
      use: (walk) => post(walk.browser, '/passkey-session', { step: walk.step, response: stranger.signIn(walk.challenge) }),
    };
    const names = Object.keys(steps);
    let opened = 0;
    for (const order of permutations(names)) {
      const code = await issueEnrolmentCode(server.database.app, 'A20047', 'nurse', '');
      const walk: Walk = { browser: new Browser(), enrolment: '', step: '', challenge: 'x', secret: '' };
      const done: string[] = [];
      for (const name of order) {
        await steps[name]?.(walk, code);
        done.push(name);
        const whole = ['enrol', 'ask', 'answer'].every((needed, place, all) => done.includes(needed) && (place === 0 || done.indexOf(needed) > done.indexOf(all[place - 1] ?? '')));
        assert.equal(signedIn(walk.browser), whole, done.join(' → '));
      }
      if (signedIn(walk.browser)) opened++;
      await server.database.owner.query(`delete from jenner.passkey`, []);
    }
    assert.equal(opened, 4, 'one order of the three in four places for the fourth');
  });

  it('an enrolment code sets up a passkey, once, and from then on the passkey signs in', async () => {
    const browser = new Browser();
    const enrolment = await enrolmentOf(browser, 'gp2');
    assert.equal(signedIn(browser), false, 'a code alone is no session');
    const { device, answer } = await makePasskey(browser, enrolment);
    assert.equal(answer.status, 200);
    assert.equal(signedIn(browser), true);
    const again = new Browser();
    assert.equal(await issueOf(await post(again, '/passkeys/options', { enrolment })), '401 login', 'the code is used up');
    const fresh = new Browser();
    assert.equal((await usePasskey(fresh, device)).status, 200);
    const { user } = await bodyOf<{ user: { username: string } }>(await fresh.send(`${at}/session`));
    assert.equal(user.username, 'gp2');
  });

  it('an enrolment code sets up password and authenticator together, and neither alone', async () => {
    const browser = new Browser();
    const enrolment = await enrolmentOf(browser, 'reception');
    const { step, secret } = await bodyOf<{ step: string; secret: string }>(await post(browser, '/authenticator/options', { enrolment }));
    const code = totpCode(secret, Date.now());
    for (const wrong of [{ code: '000000' }, { password: 'short' }, { step: 'x' }]) {
      assert.equal(await issueOf(await post(browser, '/authenticator', { enrolment, step, code, password: 'a new long password', ...wrong })), '400 invalid');
      assert.equal(signedIn(browser), false);
    }
    assert.equal((await post(browser, '/authenticator', { enrolment, step, code, password: 'a new long password' })).status, 200);
    const old = new Browser();
    assert.equal((await post(old, '/session', testCredentials('reception'))).status, 401, 'the old ones do not work any more');
    assert.equal((await post(old, '/session', { username: 'reception', password: 'a new long password', code: totpCode(secret, Date.now() + 30_000) })).status, 200);
  });

  it('a manager issues a code for somebody else, and nobody else does', async () => {
    const ask = async (who: string, username: string) => (await server.as(who))('/auth/enrolment-codes', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username }) });
    assert.match((await bodyOf<{ code: string }>(await ask('manager', 'nurse'))).code, /^(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}$/);
    assert.equal(await issueOf(await ask('manager', 'manager')), '403 forbidden');
    assert.equal(await issueOf(await ask('manager', 'nobody')), '404 not-found');
    for (const who of ['gp', 'reception', 'patient']) assert.equal(await issueOf(await ask(who, 'nurse')), '403 forbidden');
  });

  it('a locked screen answers nothing until the same person unlocks it, and the browser gets a new token', async () => {
    const browser = new Browser();
    browser.cookies(at).set(SESSION_COOKIE, await server.session('gp2'));
    const { device } = await makePasskey(browser);
    const before = browser.cookies(at).get(SESSION_COOKIE);
    assert.equal((await post(browser, '/lock')).status, 204);
    assert.equal(await issueOf(await browser.send(`${at}/session`)), '401 login');
    const { user, ways } = await bodyOf<{ user: { username: string }; ways: unknown }>(await browser.send(`${at}/lock`));
    assert.deepEqual([user.username, ways], ['gp2', { code: true, passkey: true, cis2: true }]);
    assert.equal(await issueOf(await post(browser, '/unlock', { code: '000000' })), '401 login');
    assert.equal((await usePasskey(browser, device, '/unlock')).status, 200);
    assert.notEqual(browser.cookies(at).get(SESSION_COOKIE), before);
    assert.equal((await browser.send(`${at}/session`)).status, 200);
  });

  it('a session left open makes no new way in: who sets one up has shown a factor within ten minutes', async () => {
    const browser = new Browser();
    const token = await server.session('gp2');
    browser.cookies(at).set(SESSION_COOKIE, token);
    const { device } = await makePasskey(browser);
    await server.database.owner.query(`update jenner.session set proved = now() - interval '11 minutes' where account = (select id from jenner.account where practice = 'A20047' and username = 'gp2')`, []);
    for (const path of ['/passkeys/options', '/authenticator/options']) assert.equal(await issueOf(await post(browser, path)), '403 forbidden', path);
    await post(browser, '/lock');
    assert.equal((await usePasskey(browser, device, '/unlock')).status, 200);
    assert.equal((await post(browser, '/passkeys/options')).status, 200);
  });

  it('sessions and passkeys are one’s own; signing out everywhere ends them all', async () => {
    const [here, there] = [new Browser(), new Browser()];
    for (const browser of [here, there]) browser.cookies(at).set(SESSION_COOKIE, await server.session('nurse'));
    await makePasskey(here);
    const [passkey] = await bodyOf<{ id: string; name: string }[]>(await here.send(`${at}/passkeys`));
    assert.equal(passkey?.name, 'Laptop');
    const stranger = new Browser();
    stranger.cookies(at).set(SESSION_COOKIE, await server.session('gp'));
    assert.equal(await issueOf(await stranger.send(`${at}/passkeys/${passkey?.id}`, { method: 'DELETE' })), '404 not-found');
    assert.equal((await here.send(`${at}/passkeys/${passkey?.id}`, { method: 'DELETE' })).status, 204);
    const sessions = await bodyOf<{ id: string; current: boolean }[]>(await here.send(`${at}/sessions`));
    assert.equal(sessions.filter(({ current }) => current).length, 1);
    assert.equal((await here.send(`${at}/sessions`, { method: 'DELETE' })).status, 204);
    for (const browser of [here, there]) assert.equal(await issueOf(await browser.send(`${at}/session`)), '401 login');
    assert.equal((await stranger.send(`${at}/session`)).status, 200);
  });
});

function* permutations(all: readonly string[]): Generator<string[]> {
  if (all.length === 0) yield [];
  for (const one of all) for (const rest of permutations(all.filter((other) => other !== one))) yield [one, ...rest];
}
