import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { faults } from '../../../dev-env/scenarios/axe.ts';
import { chromiumPath } from '../../../scripts/chromium.ts';
import { ODS, question, startThirdParty, type ThirdParty } from '../../../dev-env/examples/third-party.ts';

describe('connecting in a real browser', () => {
  let party: ThirdParty;
  let browser: Browser;
  let callbacks: string[];
  let callback: string;
  const app = createServer((request, response) => {
    callbacks.push(request.url ?? '');
    response.setHeader('content-type', 'text/html');
    // A page of another site, which sends the browser on: a cross-site navigation.
    response.end(request.url?.startsWith('/callback') === true ? 'back' : `<a href="${decodeURIComponent(request.url?.slice(2) ?? '')}">Connect</a>`);
  });
  before(async () => {
    party = await startThirdParty();
    browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] });
    await new Promise<void>((resolve) => void app.listen(0, '127.0.0.1', resolve));
    // By another name than the server's, so that it is another site.
    callback = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
    callbacks = [];
  });
  after(async () => {
    app.close();
    await browser.close();
    await party.stop();
  });

  it('comes from the app’s site to the question and back, with a strict cookie, by keyboard, and axe finds nothing', async () => {
    const { id } = await party.register({ redirectUris: [callback] });
    const { url } = await question(party, await party.discover(id), { redirect_uri: callback });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${callback.replace('/callback', '')}/?${encodeURIComponent(url.href)}`);
    await page.getByRole('link', { name: 'Connect' }).click();
    await page.getByRole('heading', { name: /^Sign in/ }).waitFor();
    assert.deepEqual(await faults(page), []);
    await context.addCookies([{ name: 'jenner_session', value: await party.server.session('gp'), url: party.server.base, sameSite: 'Strict', httpOnly: true }]);
    await page.goto(`${callback.replace('/callback', '')}/?${encodeURIComponent(url.href)}`);
    await page.getByRole('link', { name: 'Connect' }).click();
    await page.getByRole('heading', { name: /^Allow Growth charts/ }).waitFor();
    assert.deepEqual(await faults(page), []);
    await page.getByLabel('Name, date of birth or NHS number').focus();
    await page.keyboard.type('white');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('radio').first().waitFor();
    assert.doesNotMatch(page.url(), /white/, 'what was typed is in the address');
    assert.deepEqual(await faults(page), []);
    await page.getByRole('radio').first().focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Allow', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('back').waitFor();
    assert.match(page.url(), /\/callback\?code=[\w-]+&state=/);
    assert.ok(callbacks.some((path) => path.startsWith('/callback?code=')));
    await page.goto(`${party.server.base}/${ODS}/oauth/apps`);
    await page.getByRole('button', { name: 'Stop allowing Growth charts' }).waitFor();
    assert.deepEqual(await faults(page), []);
    await page.getByRole('button', { name: 'Stop allowing Growth charts' }).click();
    await page.getByText('You have allowed no app').waitFor();
    await context.close();
  });

  it('takes the answer though something on the way has put no-referrer on the page', async () => {
    const { id } = await party.register({ redirectUris: [callback] });
    const { url } = await question(party, await party.discover(id), { redirect_uri: callback, scope: 'openid user/*.rs' });
    const context = await browser.newContext();
    await context.addCookies([{ name: 'jenner_session', value: await party.server.session('gp'), url: party.server.base, sameSite: 'Strict', httpOnly: true }]);
    const page = await context.newPage();
    // The page's own meta element gone too, so that the form comes with `Origin: null`.
    await page.route('**/oauth/authorize?*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, headers: { ...answer.headers(), 'referrer-policy': 'no-referrer' }, body: (await answer.text()).replace(/<meta name="referrer"[^>]*>/, '') });
    });
    const sent: (string | undefined)[] = [];
    page.on('request', (request) => void (request.method() === 'POST' && request.allHeaders().then(({ origin }) => sent.push(origin))));
    await page.goto(url.href);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByText('back').waitFor();
    assert.deepEqual(sent, ['null']);
    await context.close();
  });
});
