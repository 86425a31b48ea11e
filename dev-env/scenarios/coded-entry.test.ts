import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { keepSnomed } from '../../platform/terminology/release/load-snomed.ts';
import { switchRelease } from '../../platform/terminology/release/releases.ts';
import { SMALL_ABOUT, smallRelease } from '../../platform/terminology/testing/small-release.ts';
import { useDemonstrationTerms } from '../terminology/use-demonstration.ts';
import { faults } from './axe.ts';
import { countKeys, keysSpent } from './keyboard.ts';
import { ODS, openStage, patientId, type Stage } from './stage.ts';

const WHO = patientId(2);
let stage: Stage;
let page: Page;

before(async () => {
  stage = await openStage({ patients: 4 });
  await useDemonstrationTerms(stage.server.database.owner);
  await stage.server.background.terminology.refresh();
  page = await stage.staff('gp', `patient/${WHO}/consult`);
  await page.getByText('No draft', { exact: true }).waitFor();
});
after(() => stage.end());

const options = () => page.getByRole('listbox', { name: /^Codes for/ }).getByRole('option').allInnerTexts();

it('typing “chest pa” shows the right list, nothing chosen by itself, and says that it is the demonstration subset (CUI MSP-0320)', async () => {
  const box = page.locator('textarea');
  await box.pressSequentially('chest pa', { delay: 60 });
  await page.getByRole('listbox', { name: 'Codes for chest pa' }).waitFor();
  assert.match((await options())[0] ?? '', /Chest pain\s*29857009/);
  assert.equal(await page.getByRole('listbox', { name: /^Codes for/ }).getByRole('option', { selected: true }).count(), 0);
  assert.equal(await box.inputValue(), 'chest pa');
  assert.match(await page.locator('.code-list-foot').innerText(), /^Showing \d+ of \d+\. Demonstration subset of SNOMED CT: not for clinical use/);
  assert.deepEqual(await faults(page), []);
});

it('the list for the words so far is there before the next key, and going back a letter asks nobody (UI goal P1)', async () => {
  const box = page.locator('textarea');
  let asked = 0;
  page.on('request', (request) => { if (request.url().includes('ValueSet/$expand')) asked += 1; });
  await box.fill('');
  await page.evaluate(`window.lists = []; new MutationObserver(() => {
    const name = document.querySelector('.code-list [role=listbox]')?.getAttribute('aria-label');
    if (name && window.lists.at(-1) !== name) window.lists.push(name);
  }).observe(document.body, { subtree: true, childList: true, attributes: true })`);
  for (const letter of 'asthm') {
    await page.keyboard.type(letter);
    await page.waitForTimeout(150);
  }
  assert.deepEqual(await page.evaluate('window.lists'), ['ast', 'asth', 'asthm'].map((words) => `Codes for ${words}`));
  const before = asked;
  await page.keyboard.press('Backspace');
  await page.getByRole('listbox', { name: 'Codes for asth', exact: true }).waitFor();
  assert.equal(asked, before);
});

it('Page Down, and the down arrow at the end, show more without losing the place; nothing is cut short', async () => {
  const box = page.locator('textarea');
  await box.fill('');
  await page.keyboard.type('pain');
  await page.getByRole('listbox', { name: 'Codes for pain' }).waitFor();
  await page.getByRole('button', { name: /^Show more/ }).waitFor();
  assert.equal((await options()).length, 8);
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowDown');
  const eighth = await page.locator('.code-list .active').innerText();
  await page.keyboard.press('ArrowDown');
  await page.locator('.code-list').getByRole('option').nth(8).waitFor();
  assert.equal(await page.locator('.code-list .active').innerText(), eighth);
  assert.equal((await options()).length, 24);
  await page.keyboard.press('PageDown');
  await page.locator('.code-list').getByRole('option').nth(24).waitFor();
  assert.equal(await page.evaluate(`[...document.querySelectorAll('.code-list .term')].filter((one) => one.scrollWidth > one.clientWidth + 1).length`), 0);
  assert.equal(await box.inputValue(), 'pain');
});

it('a code is entered within eight keys, and an abbreviation shows what it means (UI budget: task 3)', async () => {
  await page.locator('textarea').fill('');
  await countKeys(page.context());
  await page.reload();
  await page.locator('textarea').waitFor();
  await page.locator('textarea').focus();
  await keysSpent(page);
  await page.keyboard.type('t2dm');
  await page.getByRole('option', { name: /T2DM means Type 2 diabetes mellitus/ }).waitFor();
  await page.keyboard.press('Control+1');
  await page.getByText('Type 2 diabetes mellitus, coded').or(page.locator('.recorded-lines').getByText('Type 2 diabetes mellitus')).first().waitFor();
  const keys = await keysSpent(page);
  assert.ok(keys <= 8, `${keys} keys`);
  assert.equal(await page.locator('textarea').inputValue(), 'Type 2 diabetes mellitus');
});

it('what is saved carries the code and the preferred term, and is found by hierarchy at once', async () => {
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Save to the record' }).press('Enter');
  await page.getByText(/^Saved/).first().waitFor();
  const gp = await stage.server.as('gp', ODS);
  const answer = await gp(`/fhir/r4/Observation?patient=${WHO}&code:below=${encodeURIComponent('http://snomed.info/sct|73211009')}`);
  const { entry = [] } = (await answer.json()) as { entry?: { resource: { code: { text?: string; coding: { code: string; display: string }[] } } }[] };
  assert.ok(entry.some(({ resource }) => resource.code.coding.some(({ code, display }) => code === '44054006' && display === 'Type 2 diabetes mellitus') && resource.code.text === 'Type 2 diabetes mellitus (T2DM)'), 'the term that was picked is not kept');
});

it('a code of an entry that is no longer in use, or not known here, says so in the details and nowhere else', async () => {
  const gp = await stage.server.as('gp', ODS);
  const observation = (code: string, display: string) => gp('/fhir/r4/Observation', {
    method: 'POST', headers: { 'content-type': 'application/fhir+json', origin: stage.server.base },
    body: JSON.stringify({ resourceType: 'Observation', status: 'final', subject: { reference: `Patient/${WHO}` }, effectiveDateTime: '2026-11-19', code: { coding: [{ system: 'http://snomed.info/sct', code, display }] }, valueString: 'zzq' }),
  });
  assert.equal((await observation('44054006', 'Type 2 diabetes mellitus')).status, 201);
  assert.equal((await observation('8801005', 'Secondary diabetes mellitus')).status, 201);
  assert.equal((await observation('12345678910', 'A code of nobody’s')).status, 201);
  const lookups = [] as string[];
  page.on('request', (request) => { if (request.url().includes('$lookup')) lookups.push(request.postData() ?? ''); });
  await page.keyboard.press('F9');
  await page.getByLabel(/^Words, codes or values/).fill('zzq');
  await page.getByText(/^3 of \d+ entries$/).waitFor();
  assert.equal(lookups.length, 0);
  const line = (name: RegExp) => page.getByRole('button', { name });
  await line(/A code of nobody’s/).click();
  await page.getByText('This code is not in the terminology in use.').waitFor();
  assert.deepEqual(await faults(page), []);
  await line(/Type 2 diabetes mellitus/).click();
  await page.locator('.line-details .code').filter({ hasText: '44054006' }).waitFor();
  await line(/Type 2 diabetes mellitus/).click();
  await line(/Type 2 diabetes mellitus/).click();
  await page.waitForTimeout(300);
  assert.equal(lookups.filter((body) => body.includes('44054006')).length, 1, 'asked more than once');
  assert.equal(await page.locator('.code-notice').count(), 1, 'a code in use is remarked on');
  await smallReleaseInUse();
  await page.reload();
  await page.getByLabel(/^Words, codes or values/).fill('zzq');
  await line(/Secondary diabetes mellitus/).click();
  await page.getByText('This code is no longer in use; it means Diabetes mellitus.').waitFor();
});

/** A release that holds an inactive concept, in place of the demonstration subset. */
async function smallReleaseInUse(): Promise<void> {
  const { owner } = stage.server.database;
  await keepSnomed(owner, SMALL_ABOUT, smallRelease(), () => undefined);
  await switchRelease(owner, 'snomed', SMALL_ABOUT.version);
  await stage.server.background.terminology.refresh();
}
