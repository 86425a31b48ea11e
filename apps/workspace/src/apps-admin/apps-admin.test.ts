import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertSound } from '../../../../dev-env/scenarios/axe.ts';
import { tabTo } from '../../../../dev-env/scenarios/keyboard.ts';
import { openStage, type Stage } from '../../../../dev-env/scenarios/stage.ts';

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

  it('registers an app, tells its secret once, shows what it did, and withdraws it, all by keyboard', async () => {
    await assertSound(page);
    await tabTo(page, 'Register an app');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await assertSound(page);
    await tabTo(page, 'Register');
    await page.keyboard.press('Enter');
    await page.getByText('An app has a name').waitFor();
    await page.getByText('An app needs an address to come back to').waitFor();
    await assertSound(page);
    for (const [field, text] of [['Name', 'Growth charts'], ['How it proves', 'By a secret'], ['Addresses it comes back', 'https://charts.example.org/callback'], ['Address to start', 'https://charts.example.org/launch']] as const) {
      await tabTo(page, field);
      await page.keyboard.type(text);
    }
    await tabTo(page, 'Register');
    await page.keyboard.press('Enter');
    const told = page.getByRole('dialog', { name: 'The app is registered' });
    await told.waitFor();
    await assertSound(page);
    assert.match((await told.locator('code').allTextContents()).join(' '), /fhir\/r4 [0-9a-f-]{36} [\w-]{43}$/);
    await page.keyboard.press('Escape');
    await told.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: 'Growth charts' }).waitFor();
    assert.doesNotMatch(await page.locator('body').innerText(), /[\w-]{43}/, 'the secret is still shown');
    await tabTo(page, 'What Growth charts did last');
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: 'Registered' }).waitFor();
    await assertSound(page);
    await tabTo(page, 'Withdraw Growth charts');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Withdraw Growth charts?' }).waitFor();
    await assertSound(page);
    await tabTo(page, 'Withdraw');
    await page.keyboard.press('Enter');
    await page.getByText(/Withdrawn \d/).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Withdraw Growth charts' }).count(), 0);
  });
});
