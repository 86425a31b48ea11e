import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { faults } from './axe.ts';
import { openStage, patientId, type Stage } from './stage.ts';
import { SMALL_TARGETS, VIEWS } from './views.ts';

const RICH = patientId(0);

let stage: Stage;
let gp: Page;

before(async () => {
  stage = await openStage({ patients: 3 });
  gp = await stage.staff('gp');
});
after(() => stage.end());

async function shown(page: Page, patient: string, view: string): Promise<void> {
  await page.goto(`${stage.server.base}/workspace/patient/${patient}/${view}`);
  await page.locator('.record main h1').waitFor();
}

describe('before anybody has signed in', () => {
  it('axe finds something on the landing page', async () => {
    const page = await stage.visitor();
    await page.goto(`${stage.server.base}/`);
    await page.locator('h1').waitFor();
    assert.deepEqual(await faults(page), []);
    await page.context().close();
  });

  it('axe finds something on the sign-in page, with and without errors', async () => {
    const page = await stage.visitor();
    await page.goto(`${stage.server.base}/workspace/`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(await faults(page), []);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter your username').waitFor();
    assert.deepEqual(await faults(page), []);
    await page.getByLabel('Username').fill('gp');
    await page.getByLabel('Password').fill('wrong');
    await page.getByLabel('Code').fill('000000');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    assert.deepEqual(await faults(page), []);
    await page.context().close();
  });
});

describe('with no record open', () => {
  for (const [state, text, found] of [['the list of found patients', 'whi', 'Showing'], ['nobody found', 'zzqx 1/1/1901', 'No patient found.']] as const) {
    it(`axe finds something in the start page or ${state}`, async () => {
      await gp.goto(`${stage.server.base}/workspace/`);
      await gp.getByRole('heading', { name: 'No record open' }).waitFor();
      assert.deepEqual(await faults(gp), []);
      await gp.keyboard.press('Control+k');
      await gp.keyboard.type(text);
      await gp.locator('.find-note').getByText(found).waitFor();
      await gp.keyboard.press('ArrowDown');
      assert.deepEqual(await faults(gp), []);
      assert.deepEqual(await gp.evaluate(SMALL_TARGETS), []);
    });
  }
});

describe('with a record open', () => {
  for (const view of VIEWS) {
    it(`axe or a target size finds something in the ${view || 'summary'} view`, async () => {
      await shown(gp, RICH, view);
      if (view === 'journal') await gp.locator('.journal-line').first().click();
      assert.deepEqual(await faults(gp), []);
      assert.deepEqual(await gp.evaluate(SMALL_TARGETS), []);
    });
  }
});
