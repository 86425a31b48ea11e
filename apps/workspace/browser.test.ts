import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Route } from 'playwright-core';
import { openStage, patientId, type Stage } from '../../dev-env/scenarios/stage.ts';
import { testCredentials } from '../../dev-env/test-server.ts';

const [A, B, C] = [patientId(0), patientId(1), patientId(2)];
const VIEW_KEYS = ['F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9'];
const EVERYTHING = (id: string) => `**/Patient/${id}/$everything`;

let stage: Stage;

before(async () => { stage = await openStage({ patients: 4 }); });
after(() => stage.end());

const note = (page: Page) => page.getByRole('textbox', { name: 'Note' });

/** The note of a patient, empty and ready. */
async function consult(username: string, patient: string): Promise<Page> {
  const page = await stage.staff(username, `patient/${patient}/consult`);
  await page.getByText('No draft', { exact: true }).waitFor();
  return page;
}

async function discard(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Discard the draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard', exact: true }).click();
  await page.getByText('No draft', { exact: true }).waitFor();
}

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

describe('accessibility', () => {
  it('A1 axe finds nothing on any view, with a list, a dialog, an entry or the banner open', { timeout: 110_000 }, async () => {
    const page = await stage.staff('gp', `patient/${A}`);
    const found: string[] = [];
    for (const key of VIEW_KEYS) {
      await page.keyboard.press(key);
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
      found.push(...(await axe(page)).map((one) => `${key} ${one}`));
    }
    await page.getByRole('list', { name: 'Entries, newest first' }).getByRole('button').first().click();
    await page.keyboard.press('Alt+d');
    found.push(...await axe(page));
    await page.keyboard.press('F1');
    found.push(...await axe(page));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('a');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    found.push(...await axe(page));
    assert.deepEqual(found, []);
    await page.context().close();
  });

  it('A3 at 320 pixels nothing but a table or the journal scrolls sideways', async () => {
    const page = await stage.staff('gp', `patient/${A}`, { viewport: { width: 320, height: 640 } });
    for (const key of VIEW_KEYS) {
      await page.keyboard.press(key);
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320, key);
    }
    await page.context().close();
  });

  it('A3 every target is at least 24 by 24', async () => {
    const page = await stage.staff('gp', `patient/${A}`);
    for (const key of VIEW_KEYS) {
      await page.keyboard.press(key);
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      const small = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('button, a:not(.skip-link), input:not([type=radio]), select, textarea, .toggle label')]
        .filter((element) => element.offsetParent !== null)
        .map((element) => ({ name: element.className || element.tagName, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 24 || box.height < 24).map(({ name }) => name));
      assert.deepEqual(small, [], key);
    }
    await page.context().close();
  });
});

describe('what may be seen', () => {
  it('PAB-0008 a receptionist sees who the patient is and nothing clinical', async () => {
    const page = await stage.staff('reception', `patient/${A}/journal`);
    await page.getByRole('heading', { name: 'Patient details' }).waitFor();
    assert.equal(await page.getByRole('navigation', { name: 'Record', exact: true }).count(), 0);
    assert.doesNotMatch(await page.locator('body').innerText(), /allerg/i);
    await page.context().close();
  });

  it('nothing is asked of any other address', async () => {
    const page = await stage.visitor();
    const foreign: string[] = [];
    page.on('request', (request) => { if (!request.url().startsWith(stage.server.base)) foreign.push(request.url()); });
    await page.goto(`${stage.server.base}/workspace/`);
    await page.getByLabel('Username').fill('gp');
    await page.getByLabel('Password').fill(testCredentials('gp').password);
    await page.getByLabel('Code').fill(testCredentials('gp').code);
    await page.keyboard.press('Enter');
    await page.getByText('Live', { exact: true }).waitFor();
    assert.deepEqual(foreign, []);
    await page.context().close();
  });
});

describe('finding a patient', () => {
  it('MSP an answer that comes late is dropped, and no result says what can be typed', async () => {
    const page = await stage.staff('gp');
    await page.route('**/$find?*', async (route) => {
      const slow = new URL(route.request().url()).searchParams.get('text') === 'a';
      if (slow) await new Promise((resolve) => { setTimeout(resolve, 800); });
      await route.continue().catch(() => undefined);
    });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('a');
    await page.getByRole('combobox').fill('zzqqxx');
    await page.getByText('No patient found.').waitFor();
    await page.waitForTimeout(1000);
    assert.equal(await page.getByRole('option').count(), 0);
    assert.ok(await page.getByText('No patient found.').isVisible());
    await page.context().close();
  });
});

describe('wrong patient', () => {
  it('I27 an answer for one record that arrives after switching to another is never shown in it', async () => {
    const page = await stage.staff('gp', `patient/${A}`);
    await page.getByRole('region', { name: /^Patient / }).waitFor();
    await page.route(EVERYTHING(B), async (route) => {
      await new Promise((resolve) => { setTimeout(resolve, 700); });
      await route.continue().catch(() => undefined);
    });
    const name = await page.locator('.banner .name').innerText();
    await page.evaluate((id) => {
      history.pushState(null, '', `/workspace/patient/${id}`);
      dispatchEvent(new PopStateEvent('popstate'));
    }, B);
    await page.keyboard.press('Alt+1');
    for (let i = 0; i < 12; i++) {
      assert.equal(await page.locator('.banner .name').innerText(), name);
      await page.waitForTimeout(100);
    }
    await page.keyboard.press('Alt+2');
    await page.waitForFunction((other) => document.querySelector<HTMLElement>('.banner .name')?.innerText !== other, name);
    await page.context().close();
  });

  it('I27 an answer that holds anything of another patient is refused whole', async () => {
    const page = await stage.visitor();
    await stage.signIn(page.context(), 'gp');
    await page.route(EVERYTHING(C), (route: Route) => mixRecords(route));
    await page.goto(`${stage.server.base}/workspace/patient/${C}`);
    await page.getByRole('alert').getByText(/not this patient's/).waitFor();
    assert.equal(await page.locator('.banner').count(), 0);
    await page.context().close();
  });
});

async function mixRecords(route: Route): Promise<void> {
  const response = await route.fetch();
  const text = (await response.text()).replace(`"subject":{"reference":"Patient/${C}"}`, `"subject":{"reference":"Patient/${A}"}`);
  await route.fulfill({ response, body: text });
}

describe('nothing typed is lost', () => {
  it('I37 during an outage the note says so, and it is kept when the connection is back', async () => {
    const page = await consult('gp', A);
    await page.context().setOffline(true);
    await note(page).fill('typed during the outage');
    await page.getByText('Not saved: no connection, still trying').waitFor();
    await page.context().setOffline(false);
    await page.getByText(/^Draft saved \d\d:\d\d$/).waitFor();
    await discard(page);
    await page.context().close();
  });

  it('a session that ends is renewed over the page, and the note goes on', async () => {
    const page = await consult('gp', A);
    await page.context().clearCookies();
    await note(page).fill('typed after the end');
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('Password').fill(testCredentials('gp').password);
    await dialog.getByLabel('Code').fill(testCredentials('gp', 2).code);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/^Draft saved/).waitFor();
    assert.equal(await note(page).inputValue(), 'typed after the end');
    await discard(page);
    await page.context().close();
  });

  it('a page closed between two keystrokes loses neither', async () => {
    const page = await consult('gp', B);
    await note(page).fill('first words');
    await page.getByText(/^Draft saved/).waitFor();
    await note(page).press('Control+End');
    await page.keyboard.type(' and the last');
    const context = page.context();
    await page.close();
    const again = await context.newPage();
    await again.goto(`${stage.server.base}/workspace/patient/${B}/consult`);
    await again.getByText(/^Draft saved/).waitFor();
    assert.equal(await note(again).inputValue(), 'first words and the last');
    await discard(again);
    await context.close();
  });

  it('a note whose answer is lost is stored once, and the confirmation repeats whose record it is in', async () => {
    const page = await consult('gp', C);
    let posts = 0;
    await page.route('**/fhir/r4/', async (route) => {
      posts += 1;
      if (posts > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await note(page).fill('Stored once only\nbp 138/82');
    await note(page).press('Control+Enter');
    const dialog = page.getByRole('dialog', { name: 'Save to this record?' });
    const name = await page.locator('.banner .name strong').innerText();
    assert.match(await dialog.innerText(), /Born.*\d\d-\w+-\d{4}[^]*NHS No\. \d{3} \d{3} \d{4}[^]*138\/82 mmHg/);
    assert.ok((await dialog.innerText()).includes(name));
    await page.keyboard.press('Enter');
    await page.getByText(/^Saved at \d\d:\d\d to the record of/).waitFor();
    await page.keyboard.press('F9');
    await page.keyboard.type('stored once only');
    await page.getByText(/^\d+ of \d+ entries$/).first().waitFor();
    assert.equal(await page.getByRole('button', { name: /Comment.*Stored once only/s }).count(), 1);
    await page.context().close();
  });
});
