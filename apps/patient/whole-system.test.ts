import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { startTestServer, testCredentials, type TestServer } from '../../dev-env/test-server.ts';
import { chromiumPath } from '../../scripts/chromium.ts';

let server: TestServer;
let browser: Browser;

before(async () => {
  server = await startTestServer({ patients: 3 });
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'] });
});
after(async () => {
  await browser.close();
  await server.stop();
});

async function signIn(username: string): Promise<Page> {
  // The same person signs in again and again within one code's time.
  await server.database.owner.query(`update jenner.account set totp_step = 0`, []);
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${server.base}/my/`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(testCredentials(username).password);
  await page.getByLabel('Code').fill(testCredentials(username).code);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  return page;
}

/** Every page of the app that links lead to, by address. */
async function readEverything(page: Page): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  const waiting = [`${server.base}/my/record`];
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    if (pages.has(url)) continue;
    const answer = await page.request.get(url);
    assert.equal(answer.status(), 200, url);
    pages.set(url, await answer.text());
    for (const [, href = ''] of (pages.get(url) ?? '').matchAll(/ href="(\/my\/record[^"]*)"/g)) waiting.push(server.base + href.replaceAll('&amp;', '&'));
  }
  return pages;
}

describe('the patient app on the whole system', () => {
  it('E00360 E00314: a patient signs in, reads their whole record and what is held about them, and signs out', { timeout: 90_000 }, async () => {
    const page = await signIn('patient');
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    const pages = await readEverything(page);
    const text = [...pages.values()].join('\n');

    const read = await server.as('patient');
    const { user } = await (await read('/auth/session')).json() as { user: { reference: string } };
    const bundle = await (await read(`/fhir/r4/${user.reference}/$everything`)).json() as { entry: { resource: { resourceType: string; id: string } }[] };
    const count = (type: string): number => bundle.entry.filter(({ resource }) => resource.resourceType === type).length;
    assert.ok(count('Encounter') > 10 && count('DiagnosticReport') > 5);
    for (const { resource: { resourceType, id } } of bundle.entry) {
      if (resourceType === 'DiagnosticReport') assert.ok(pages.has(`${server.base}/my/record/test-results/${id}`), id);
    }
    assert.match(text, /Patricia/);
    assert.match(pages.get(`${server.base}/my/record/about-me`) ?? '', /<dd[^>]*>14 March 1968<\/dd>/);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You have signed out' }).waitFor();
    await page.goto(`${server.base}/my/record`);
    assert.ok(await page.getByLabel('Username').isVisible());
    await page.context().close();
  });

  it('E00327 E00333: a patient sees their repeat and their one-off medicines', async () => {
    const page = await signIn('patient');
    await page.goto(`${server.base}/my/record/medicines`);
    assert.match(await page.getByRole('main').innerText(), /Repeat medicines[\s\S]*metformin[\s\S]*How to take it/i);
    await page.getByRole('link', { name: /See your past medicines/ }).click();
    assert.match(await page.getByRole('main').innerText(), /Type\s+One-off/);
    await page.context().close();
  });

  it('H17 I23: what staff withheld is on no page, and leaves no empty consultation behind', { timeout: 90_000 }, async () => {
    const read = await server.as('gp');
    const session = await (await (await server.as('patient'))('/auth/session')).json() as { user: { reference: string } };
    const whole = await (await read(`/fhir/r4/${session.user.reference}/$everything`)).json() as { entry: { resource: { meta?: { security?: { code: string }[] }; valueString?: string; code?: { text?: string } } }[] };
    const withheld = whole.entry.filter(({ resource }) => resource.meta?.security?.some(({ code }) => code === 'NOPAT')).flatMap(({ resource }) => [resource.valueString, resource.code?.text]).filter((text) => text !== undefined);
    assert.ok(withheld.length > 0, 'the record holds something withheld');

    const page = await signIn('patient');
    for (const [url, html] of await readEverything(page)) {
      for (const text of withheld) assert.ok(!html.includes(text.slice(0, 30)), url);
      if (url.includes('/consultations/')) assert.match(html, /jenner-entries/, url);
    }
    await page.context().close();
  });

  it('the server’s own headers do not weaken the app’s: without a referrer browsers would not name the origin of our forms', async () => {
    const { headers } = await fetch(`${server.base}/my/`);
    assert.deepEqual([headers.get('referrer-policy'), headers.get('cache-control'), headers.get('x-frame-options')], ['same-origin', 'no-store', 'DENY']);
  });

  it('a member of staff is sent away and not left signed in', async () => {
    const page = await signIn('gp');
    await page.getByRole('alert').getByText('This page is for patients').waitFor();
    assert.deepEqual((await page.context().cookies()).map(({ name }) => name), []);
    await page.context().close();
  });
});
