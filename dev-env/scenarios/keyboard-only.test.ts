import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { testCredentials } from '../test-server.ts';
import { chosenIsSeen, countKeys, focusFault, keysSpent, pointerPresses, tabRound } from './keyboard.ts';
import { openStage, patientId, type Stage } from './stage.ts';

/** Margaret Evans, born 12 March; her namesake was born on 21 March of the same year. */
const WANTED = patientId(11);
const OTHER = patientId(2);
const VIEWS = [
  ['F2', 'Summary'], ['F4', 'Problems'], ['F5', 'Medication'], ['F6', 'Allergies'], ['F7', 'Results'], ['F8', 'Documents'], ['F9', 'Journal'], ['F3', 'Consult'],
] as const;

let stage: Stage;
let page: Page;
let born = '';

before(async () => {
  stage = await openStage({ patients: 14 });
  const gp = await stage.server.as('gp');
  const patient = await (await gp(`/fhir/r4/Patient/${WANTED}`)).json() as { birthDate: string };
  const [year = '', month = '', day = ''] = patient.birthDate.split('-');
  born = `${Number(day)}/${Number(month)}/${year.slice(2)}`;
  page = await stage.visitor();
  await countKeys(page.context());
  await page.goto(`${stage.server.base}/workspace/`);
});
after(() => stage.end());

async function tabTo(name: string): Promise<void> {
  for (let i = 0; i < 10; i++) {
    if (await page.evaluate<boolean>(`document.activeElement?.getAttribute('name') === '${name}'`)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not reach the ${name}`);
}

it('a person without a mouse cannot sign in', async () => {
  await page.getByLabel('Username').waitFor();
  await tabTo('username');
  await page.keyboard.type('gp');
  await page.keyboard.press('Tab');
  const { password, code } = testCredentials('gp');
  await page.keyboard.type(password);
  await page.keyboard.press('Tab');
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'No record open' }).waitFor();
});

it('E00135 finding and opening a patient takes more than 18 keys', async () => {
  await keysSpent(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`eva ma ${born}`);
  const wanted = page.getByRole('option').first();
  await wanted.filter({ hasText: 'EVANS' }).waitFor();
  await page.getByText(/^Showing \d+ of \d+$/).waitFor();
  const only = (await page.getByRole('option').count()) === 1;
  if (!only) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Patient Margaret Evans' }).waitFor();
  assert.ok(page.url().endsWith(WANTED), 'the namesake was opened');
  const keys = await keysSpent(page);
  assert.ok(keys <= 18, `${keys} keys`);
});

it('a view cannot be reached by its key, or the focus is lost or covered there', async () => {
  for (const [key, name] of VIEWS) {
    await page.keyboard.press(key);
    await page.getByRole('main', { name }).waitFor();
    assert.equal(await focusFault(page), '', name);
    const { stops, faults } = await tabRound(page);
    assert.deepEqual(faults, [], name);
    assert.ok(stops > 10 && stops < 80, `${name}: ${stops} tab stops`);
  }
});

it('the list of keys traps the keyboard, or hides what has it', async () => {
  await page.keyboard.press('F1');
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  await dialog.waitFor();
  for (let i = 0; i < 4; i++) {
    assert.equal(await focusFault(page), '');
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

it('E00135 a blood pressure takes more than 11 keys', async () => {
  await page.keyboard.press('F3');
  await page.getByText('No draft', { exact: true }).waitFor();
  await page.keyboard.press('F3');
  await keysSpent(page);
  await page.keyboard.type('bp 138/82');
  await page.keyboard.press('Enter');
  await page.locator('.recorded-lines').getByText('138/82 mmHg').waitFor();
  const keys = await keysSpent(page);
  assert.ok(keys <= 11, `${keys} keys`);
  assert.equal(await focusFault(page), '');
});

it('E00135 a coded problem takes more than 8 keys', async () => {
  await page.keyboard.type('hype');
  await page.getByRole('listbox', { name: 'Codes for hype' }).getByRole('option').first().filter({ hasText: 'Hypertensive disorder' }).waitFor();
  await page.keyboard.press('ArrowDown');
  assert.ok(await chosenIsSeen(page), 'the code that Enter would take is not marked');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Alt+p');
  await page.locator('.recorded-lines .coded').getByText('Problem').waitFor();
  const keys = await keysSpent(page);
  assert.ok(keys <= 8, `${keys} keys`);
});

it('what was typed is not what the record holds after Ctrl+Enter', async () => {
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Slept badly. Wife says he snores.');
  await page.keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Save to this record?' });
  await dialog.waitFor();
  assert.equal(await focusFault(page), '');
  assert.match(await dialog.innerText(), /EVANS, Margaret/);
  await page.keyboard.press('Enter');
  await page.getByText(/^Saved at \d\d:\d\d/).waitFor();
  assert.equal(await pointerPresses(page), 0);

  const gp = await stage.server.as('gp');
  const everything = JSON.stringify(await (await gp(`/fhir/r4/Patient/${WANTED}/$everything`)).json());
  for (const words of ['Slept badly. Wife says he snores.', '"value":138', '"value":82']) assert.ok(everything.includes(words), words);
  assert.equal((await gp(`/drafts/${WANTED}`)).status, 404);
});

it('a record that arrives late takes the letters of the next search', async () => {
  let arrive: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => { arrive = resolve; });
  await page.route(`**/${OTHER}/$everything`, async (route) => {
    await waiting;
    await route.continue();
  });
  await page.evaluate(`history.pushState(null, '', '/workspace/patient/${OTHER}'); dispatchEvent(new PopStateEvent('popstate'))`);
  await page.getByText('Opening the record…').waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('whit');
  arrive();
  await page.locator('.banner').waitFor();
  await page.keyboard.type('field');
  assert.equal(await page.getByRole('combobox', { name: /^Find a patient/ }).inputValue(), 'whitfield');
});
