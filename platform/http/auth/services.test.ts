import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';
import { simulatedPatients } from '../../../dev-env/simulated-people.ts';
import { Browser } from '../testing/browser.ts';
import { bodyOf, issueOf } from '../testing/fhir.ts';

let server: TestServer;
const GP = 'Dr Asha Khan';
const MANAGER = 'Mr Farid Haddad';

before(async () => {
  server = await startTestServer({ practices: ['A20047', 'B81001'], patients: 8 });
});
after(() => server.stop());

/** The link by which a page of a simulator offers somebody. */
function linkTo(page: { url: string; text: string }, name: string): string {
  const href = [...page.text.matchAll(/href="(\?person=[^"]+)"><strong>([^<]*)<\/strong>([^<]*)/g)].find(([, , strong = '', rest = '']) => strong.includes(name) || rest.includes(name))?.[1];
  assert.ok(href !== undefined, `${name} is not offered: ${page.text}`);
  return new URL(href.replaceAll('&amp;', '&'), page.url).href;
}

async function come(browser: Browser, service: 'cis2' | 'nhs-login', name: string, ods = 'A20047', query = ''): Promise<{ url: string; text: string }> {
  const page = await browser.go(`${server.base}/${ods}/auth/${service}${query}`);
  return browser.go(linkTo(page, name));
}

const sessionOf = (browser: Browser, ods = 'A20047') => browser.send(`${server.base}/${ods}/auth/session`);
const outcomeOf = ({ url }: { url: string }): string => url.slice(server.base.length);

describe('NHS CIS2', () => {
  it('signs a member of staff in whose account is linked, and says everywhere that it is simulated', async () => {
    const browser = new Browser();
    assert.deepEqual(await (await browser.send(`${server.base}/A20047/auth/services`)).json(), { cis2: { simulated: true }, nhsLogin: { simulated: true } });
    const page = await browser.go(`${server.base}/A20047/auth/cis2`);
    assert.match(page.text, /<title>Simulated NHS CIS2[\s\S]*This is not NHS CIS2/);
    assert.equal(outcomeOf(await browser.go(linkTo(page, GP))), '/workspace/?sign-in=done&practice=A20047');
    const { user } = await bodyOf<{ user: { username: string; role: string } }>(await sessionOf(browser));
    assert.deepEqual([user.username, user.role], ['gp', 'gp']);
    assert.equal(browser.cookies(server.base).has('jenner_sign_in'), false);
    assert.equal(await issueOf(await sessionOf(browser, 'B81001')), '401 login');
  });

  it('asks for the role where somebody has several here, and gives that one and no other', async () => {
    const browser = new Browser();
    assert.equal(outcomeOf(await come(browser, 'cis2', MANAGER)), '/workspace/?sign-in=role&practice=A20047');
    assert.equal(await issueOf(await sessionOf(browser)), '401 login', 'no session before the role is chosen');
    const roles = `${server.base}/A20047/auth/cis2/roles`;
    const { roles: offered } = await bodyOf<{ roles: { id: string; role: string; name: string }[] }>(await browser.send(roles));
    assert.deepEqual(offered.map(({ role }) => role), ['manager', 'privacy-officer']);
    const { user } = await bodyOf<{ user: { role: string } }>(await browser.send(roles, { json: { role: offered[1]?.id } }));
    assert.equal(user.role, 'privacy-officer');
    assert.equal(await issueOf(await browser.send(roles, { json: { role: offered[0]?.id } })), '401 login', 'the choice serves once');
    // The other role, from another browser: the first session does not go on in it.
    const other = new Browser();
    await come(other, 'cis2', MANAGER);
    await other.send(roles, { json: { role: offered[0]?.id } });
    assert.equal((await bodyOf<{ user: { role: string } }>(await sessionOf(other))).user.role, 'manager');
    assert.equal(await issueOf(await sessionOf(browser)), '401 login');
    const forged = new Browser();
    await come(forged, 'cis2', MANAGER);
    assert.equal(await issueOf(await forged.send(roles, { json: { role: '55500001000' } })), '403 forbidden');
    assert.equal(await issueOf(await sessionOf(forged)), '401 login');
  });

  it('lets in nobody without a role here, nobody who is not linked here, and nobody by one factor', async () => {
    const stranger = new Browser();
    assert.equal(outcomeOf(await come(stranger, 'cis2', 'Dr Ellis Where')), '/workspace/?sign-in=unknown&practice=A20047');
    // The accounts of the other practice are linked, but their roles are at this one.
    const elsewhere = new Browser();
    assert.equal(outcomeOf(await come(elsewhere, 'cis2', GP, 'B81001')), '/workspace/?sign-in=no-role&practice=B81001');
    for (const browser of [stranger, elsewhere]) assert.equal(browser.cookies(server.base).has('jenner_session'), false);
  });

  it('I32: what comes back serves once, in the browser that began it and only with its own state', async () => {
    const [browser, thief] = [new Browser(), new Browser()];
    const page = await browser.go(`${server.base}/A20047/auth/cis2`);
    let at = linkTo(page, GP);
    for (let response = await browser.send(at); !at.includes('/auth/cis2/callback'); response = await browser.send(at)) at = new URL(response.headers.get('location') ?? '', at).href;
    assert.equal((await browser.send(at)).status, 200);
    const replayed = await browser.go(at);
    assert.equal(outcomeOf(replayed), '/workspace/?sign-in=expired', 'the code again');
    assert.equal(outcomeOf(await thief.go(at)), '/workspace/?sign-in=expired', 'in another browser');
    await thief.go(`${server.base}/A20047/auth/cis2`);
    assert.equal(outcomeOf(await thief.go(at)), '/workspace/?sign-in=refused', 'with another state');
    assert.equal(await issueOf(await sessionOf(thief)), '401 login');
    for (const query of ['', '?code=x', '?code=x&state=y', '?error=access_denied&state=x']) {
      await thief.go(`${server.base}/A20047/auth/cis2`);
      assert.equal(outcomeOf(await thief.go(`${server.base}/auth/cis2/callback${query}`)), '/workspace/?sign-in=refused', query);
    }
  });

  it('ends every session of a session there when it ends (back-channel logout)', async () => {
    const [one, other] = [new Browser(), new Browser()];
    await come(one, 'cis2', GP);
    await come(other, 'cis2', GP);
    const page = await one.go(`${server.base}/simulated/cis2/session/end`);
    assert.match(page.text, /End the session at the simulated NHS CIS2/);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const cookie = [...one.cookies(server.base)].map(([name, value]) => `${name}=${value}`).join('; ');
    const ended = await fetch(`${server.base}/simulated/cis2/session/end/confirm`, { method: 'POST', redirect: 'manual', headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ xsrf, logout: 'yes' }) });
    assert.ok(ended.status < 400, String(ended.status));
    assert.equal(await issueOf(await sessionOf(one)), '401 login');
    assert.equal((await sessionOf(other)).status, 200, 'a session of another one there goes on');
  });

  it('takes nothing for a logout token that the service has not signed', async () => {
    const send = (token: string) => fetch(`${server.base}/auth/cis2/logout`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ logout_token: token }) });
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"555000001000"}').toString('base64url')}.`;
    for (const token of ['', 'x', unsigned]) assert.equal(await issueOf(await send(token)), '400 invalid');
  });
});

describe('NHS login', () => {
  it('E00360: signs a patient in to their own record, matched by NHS number, date of birth and family name', async () => {
    const browser = new Browser();
    assert.equal(outcomeOf(await come(browser, 'nhs-login', 'Patricia')), '/my/sign-in/signed-in?practice=A20047');
    const [patient] = await simulatedPatients(server.database.app, 'A20047');
    const { user } = await bodyOf<{ user: { role: string; reference: string } }>(await sessionOf(browser));
    assert.deepEqual(user.role, 'patient');
    assert.equal(user.reference, `Patient/${patient?.id}`);
    const again = new Browser();
    await come(again, 'nhs-login', 'Patricia');
    const rows = await server.database.owner.query(`select 1 from jenner.account where practice = 'A20047' and reference = $1`, [user.reference]);
    assert.equal(rows.length, 1, 'one account, however often');
  });

  it('below P9 opens nothing and shows no NHS number; proving who one is does', async () => {
    const browser = new Browser();
    const patient = (await simulatedPatients(server.database.app, 'A20047')).find(({ level }) => level === 'P5');
    const refused = await come(browser, 'nhs-login', patient?.name ?? '');
    assert.equal(outcomeOf(refused), '/my/sign-in/prove?practice=A20047');
    assert.equal(await issueOf(await sessionOf(browser)), '401 login');
    for (const table of ['account', 'session', 'sign_in_challenge', 'audit']) {
      const held = await server.database.owner.query(`select 1 from jenner.${table} t where strpos(t::text, $1) > 0`, [patient?.nhsNumber ?? '-']);
      assert.equal(held.length, 0, `the traced NHS number is kept in ${table}`);
    }
    const page = await browser.go(`${server.base}/A20047/auth/nhs-login?level=P9`);
    const asked = await browser.go(linkTo(page, patient?.name ?? ''));
    assert.match(asked.text, /Prove who you are/);
    assert.equal(outcomeOf(await browser.go(linkTo(asked, patient?.name ?? ''))), '/my/sign-in/signed-in?practice=A20047');
    assert.equal((await sessionOf(browser)).status, 200);
  });

  it('tells nobody which of the three details did not fit', async () => {
    const outcomes = [outcomeOf(await come(new Browser(), 'nhs-login', 'Somebody of another surgery'))];
    const browser = new Browser();
    const [patient] = await simulatedPatients(server.database.app, 'A20047');
    for (const change of [`birth_date = '1901-01-01'`, `deceased = true`, `active = false`]) {
      await server.database.owner.query(`update jenner.patient_index set ${change} where practice = 'A20047' and patient = $1`, [patient?.id ?? '']);
      outcomes.push(outcomeOf(await come(browser, 'nhs-login', 'Patricia')));
      await server.database.owner.query(`update jenner.patient_index set birth_date = $2, deceased = false, active = true where practice = 'A20047' and patient = $1`, [patient?.id ?? '', patient?.birthDate ?? '']);
    }
    assert.deepEqual([...new Set(outcomes)], ['/my/sign-in/no-match?practice=A20047']);
    assert.equal(await issueOf(await sessionOf(browser)), '401 login');
  });
});
