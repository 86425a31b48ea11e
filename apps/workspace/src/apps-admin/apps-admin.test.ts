import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { faults } from '../../../../dev-env/scenarios/axe.ts';
import { openStage, type Stage } from '../../../../dev-env/scenarios/stage.ts';
import { SMALL_TARGETS } from '../../../../dev-env/scenarios/views.ts';

describe('the manager’s register of apps', () => {
  let stage: Stage;
  let page: Page;
  before(async () => {
    stage = await openStage({ patients: 2 });
    page = await stage.staff('manager');
    await page.getByRole('link', { name: 'Apps', exact: true }).click();
    await page.getByRole('heading', { name: 'Apps', exact: true }).waitFor();
  });
  after(() => stage.end());

  const sound = async (): Promise<void> => {
    assert.deepEqual(await faults(page), []);
    assert.deepEqual(await page.evaluate(SMALL_TARGETS), []);
  };
  /** Moves with the Tab key alone to what bears that name. */
  async function tabTo(name: string): Promise<void> {
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement ? (element.labels?.[0]?.textContent ?? '') : (element?.textContent ?? '');
      });
      if (focused.startsWith(name)) return;
    }
    assert.fail(`${name} is not reached by Tab`);
  }

  it('registers an app, tells its secret once, shows what it did, and withdraws it, all by keyboard', async () => {
    await sound();
    await tabTo('Register an app');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await sound();
    await tabTo('Register');
    await page.keyboard.press('Enter');
    await page.getByText('An app has a name').waitFor();
    await page.getByText('An app needs an address to come back to').waitFor();
    await sound();
    for (const [field, text] of [['Name', 'Growth charts'], ['How it proves', 'By a secret'], ['Addresses it comes back', 'https://charts.example.org/callback'], ['Address to start', 'https://charts.example.org/launch']] as const) {
      await tabTo(field);
      await page.keyboard.type(text);
    }
    await tabTo('Register');
    await page.keyboard.press('Enter');
    const told = page.getByRole('dialog', { name: 'The app is registered' });
    await told.waitFor();
    await sound();
    assert.match((await told.locator('code').allTextContents()).join(' '), /fhir\/r4 [0-9a-f-]{36} [\w-]{43}$/);
    await page.keyboard.press('Escape');
    await told.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: 'Growth charts' }).waitFor();
    assert.doesNotMatch(await page.locator('body').innerText(), /[\w-]{43}/, 'the secret is still shown');
    await tabTo('What Growth charts did last');
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: 'Registered' }).waitFor();
    await sound();
    await tabTo('Withdraw Growth charts');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Withdraw Growth charts?' }).waitFor();
    await sound();
    await tabTo('Withdraw');
    await page.keyboard.press('Enter');
    await page.getByText(/Withdrawn \d/).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Withdraw Growth charts' }).count(), 0);
  });
});
