import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { chromiumPath } from '../../scripts/chromium.ts';
import { RECORD_PAGES } from './record-pages.ts';
import { fakeApi, PASSWORD } from './testing/fake-api.ts';
import { patientServer } from './testing/patient-server.ts';
import { realRecords } from './testing/real-records.ts';

const LISTS = ['/my/record/test-results', '/my/record/consultations'];

let browser: Browser;
let base: string;
let close: () => Promise<void>;

before(async () => {
  const app = await patientServer(fakeApi(realRecords()).api);
  base = await app.listen({ port: 0, host: '127.0.0.1' });
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'] });
  close = async () => { await browser.close(); await app.close(); };
});
after(async () => close());

/** A page on which someone has signed in with the form, and the addresses it asked for that are not ours. */
async function signedIn(username: string, options: BrowserContextOptions = {}): Promise<{ page: Page; foreign: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const foreign: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(base)) foreign.push(request.url()); });
  await page.goto(`${base}/my/`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Code').fill('123456');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  return { page, foreign };
}

/** Every page of a record, and one entry of each list that has entries. */
async function addresses(page: Page): Promise<string[]> {
  const found = ['/my/', '/my/sign-out', '/my/accessibility', '/my/not-there', ...RECORD_PAGES.filter(({ path }) => !path.includes(':')).map(({ path }) => `/my${path}`)];
  for (const list of LISTS) {
    await page.goto(base + list);
    const href = await page.locator('.jenner-rows__link').first().getAttribute('href', { timeout: 200 }).catch(() => null);
    if (href !== null) found.push(href);
  }
  return found;
}

describe('without JavaScript', () => {
  it('a patient signs in, reads a consultation and a test result, searches, pages and signs out', async () => {
    const { page, foreign } = await signedIn('guerra', { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    await page.getByRole('link', { name: 'GP health record' }).first().click();
    await page.getByRole('link', { name: 'Test results' }).click();
    await page.getByLabel('Search your test results').fill('liver');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: /Liver function test/ }).click();
    assert.match(await page.getByRole('main').innerText(), /118 IU\/L\s+Above the usual range\s+The usual range is 5 to 42 IU\/L\./);
    await page.getByText('This test on other days').first().click();
    assert.ok(await page.getByRole('table').first().isVisible());
    await page.getByRole('link', { name: 'Test results' }).first().click();
    await page.getByRole('link', { name: 'GP health record' }).first().click();
    await page.getByRole('link', { name: 'Consultations' }).click();
    await page.locator('.jenner-rows__link').first().click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You have signed out' }).waitFor();
    await page.goBack();
    await page.goto(`${base}/my/record`);
    assert.ok(await page.getByLabel('Username').isVisible());
    assert.deepEqual(foreign, []);
    await page.context().close();
  });

  it('a wrong password is explained next to the field', async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(`${base}/my/`);
    await page.getByLabel('Username').fill('guerra');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByLabel('Code').fill('123456');
    await page.getByRole('button', { name: 'Sign in' }).click();
    assert.ok(await page.getByRole('alert').getByText('There is a problem').isVisible());
    assert.ok(await page.getByRole('alert').getByText('Check your username, password and code').isVisible());
    assert.equal(await page.getByLabel('Username').inputValue(), 'guerra');
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '');
    await page.context().close();
  });
});

describe('with JavaScript', () => {
  for (const username of ['meyers', 'guerra']) {
    it(`${username}: axe finds nothing on any page, nothing comes from elsewhere, nothing is refused by the policy`, async () => {
      const { page, foreign } = await signedIn(username);
      const complaints: string[] = [];
      page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text()); });
      page.on('pageerror', (error) => complaints.push(error.message));
      for (const address of await addresses(page)) {
        await page.goto(base + address);
        for (const details of await page.locator('details > summary').all()) await details.click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`), [], address);
      }
      assert.deepEqual(complaints, []);
      assert.deepEqual(foreign, []);
      await page.context().close();
    });
  }

  it('the sign-in form, with and without errors, passes axe', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${base}/my/`);
    for (let attempt = 0; attempt < 2; attempt++) {
      assert.deepEqual((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id), []);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
    }
    await page.context().close();
  });
});

describe('on a narrow screen', () => {
  for (const username of ['magre', 'guerra', 'nel']) {
    it(`${username}: no page is wider than 320 px, and every target is at least 24 px high`, async () => {
      const { page } = await signedIn(username, { viewport: { width: 320, height: 640 } });
      for (const address of await addresses(page)) {
        await page.goto(base + address);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, address);
        // WCAG 2.2 target size. Links within a sentence are excepted, and on a card the whole card is the target.
        const small = await page.evaluate(`[...document.querySelectorAll('button, summary, input, .jenner-rows__link, .nhsuk-pagination__link, .nhsuk-back-link')]
          .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 24).map((element) => element.outerHTML)`);
        assert.deepEqual(small, [], address);
      }
      await page.context().close();
    });
  }
});
