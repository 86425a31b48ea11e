import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertSound } from './axe.ts';
import { chosenIsSeen, countKeys, focusFault, pointerPresses } from './keyboard.ts';
import { openStage, patientId, type Stage } from './stage.ts';
import { standInMedicines } from './stand-in-medicines.ts';

let stage: Stage;
let page: Page;
let asked: string[];

before(async () => {
  stage = await openStage({ patients: 2 });
  page = await stage.staff('gp', `patient/${patientId(0)}`);
  await countKeys(page.context());
  asked = await standInMedicines(page);
  await page.locator('.banner').waitFor();
});
after(() => stage.end());

const dialog = () => page.getByRole('dialog', { name: 'Medicines' });
const box = () => dialog().getByRole('combobox');
const options = () => dialog().getByRole('option');

it('MSP: a short list of ten with how many there are, nothing chosen and nothing completed; Page Down shows all', async () => {
  await page.keyboard.press('Alt+m');
  await page.keyboard.type('morph cap');
  await dialog().getByText('Showing 10 of 40', { exact: true }).waitFor();
  assert.equal(await options().count(), 10);
  assert.equal(await dialog().getByRole('option', { selected: true }).count(), 0);
  assert.equal(await box().inputValue(), 'morph cap');
  assert.match(await options().first().innerText(), /Generic.*Controlled drug\s*Schedule 2 \(CD\)/s);
  await assertSound(page);
  await page.keyboard.press('PageDown');
  await dialog().getByText('Showing 40 of 40', { exact: true }).waitFor();
  assert.equal(await box().evaluate((element: { matches(selector: string): boolean }) => element.matches(':focus')), true, 'the focus left the box');
});

it('what was asked before is not asked again on going back a letter', async () => {
  await box().fill('');
  await page.keyboard.type('amox');
  await dialog().getByText('Showing 3 of 3').waitFor();
  await page.keyboard.type('x');
  await dialog().getByText('No medicine found.').waitFor();
  const before = asked.length;
  await page.keyboard.press('Backspace');
  await dialog().getByText('Showing 3 of 3').waitFor();
  assert.equal(asked.length, before);
});

it('names easily confused are drawn apart and warned of in words', async () => {
  await box().fill('carb');
  const warned = dialog().getByText('Easily confused with carbamazepine: check the name');
  await warned.waitFor();
  await dialog().getByText('Easily confused with carbimazole: check the name').waitFor();
  assert.ok((await dialog().locator('.medicine.apart').innerText()).includes('Carbimazole'));
  await assertSound(page);
});

it('by keyboard alone: a product, from there its pack, and back a step at each Esc', async () => {
  await box().fill('');
  await page.keyboard.type('amox 250');
  await options().filter({ hasText: 'Amoxicillin 250mg capsules' }).waitFor();
  await page.keyboard.press('ArrowDown');
  assert.ok(await chosenIsSeen(page), 'what Enter would open is not marked');
  await page.keyboard.press('Enter');
  const title = (name: string) => dialog().getByRole('heading', { name, level: 3 });
  await title('Amoxicillin 250mg capsules').waitFor();
  await dialog().getByRole('heading', { name: 'Brands and makers (1)' }).waitFor();
  await assertSound(page);
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('ArrowDown');
    assert.equal(await focusFault(page), '');
  }
  await page.keyboard.press('Enter');
  await title('Amoxicillin 250mg capsules (Teva UK Ltd) 21 capsule Discontinued').waitFor();
  await dialog().getByText('£1.08', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await title('Amoxicillin 250mg capsules').waitFor();
  await page.keyboard.press('Escape');
  await box().waitFor();
  assert.equal(await box().inputValue(), 'amox 250', 'the search is gone');
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  assert.equal(await pointerPresses(page), 0);
});

it('at 320 pixels names wrap and nothing scrolls sideways', async () => {
  const narrow = await stage.staff('gp', '', { viewport: { width: 320, height: 640 } });
  await standInMedicines(narrow);
  await narrow.keyboard.press('Alt+m');
  await narrow.getByRole('dialog').getByRole('combobox').fill('a');
  await narrow.getByRole('option').first().waitFor();
  assert.equal(await narrow.evaluate<number>('document.documentElement.scrollWidth'), 320);
  assert.deepEqual(await narrow.evaluate(`[...document.querySelectorAll('dialog, .medicine-list')].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className)`), []);
  await narrow.context().close();
});

it('PAB-0008 a receptionist is not offered it', async () => {
  const reception = await stage.staff('reception');
  assert.equal(await reception.getByRole('button', { name: /^Medicines/ }).count(), 0);
  await reception.keyboard.press('Alt+m');
  assert.equal(await reception.getByRole('dialog').count(), 0);
  await reception.context().close();
});
