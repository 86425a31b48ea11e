import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { faults } from './axe.ts';
import { openStage, patientId, type Stage } from './stage.ts';

const RICH = patientId(0);
const LONG_NAME = patientId(17);
const DIED = patientId(25);

let stage: Stage;
let gp: Page;

before(async () => {
  stage = await openStage({ patients: 27 });
  gp = await stage.staff('gp');
});
after(() => stage.end());

async function shown(page: Page, patient: string, view: string): Promise<void> {
  await page.goto(`${stage.server.base}/workspace/patient/${patient}/${view}`);
  await page.locator('.record main h1').waitFor();
}

/** Finds a patient of whom the record says this about allergies. */
async function withAllergies(wanted: (allergies: number, noneKnown: boolean) => boolean): Promise<string> {
  const api = await stage.server.as('gp');
  for (let index = 0; index < 27; index++) {
    const { entry = [] } = await (await api(`/fhir/r4/AllergyIntolerance?patient=${patientId(index)}`)).json() as { entry?: { resource: unknown }[] };
    if (wanted(entry.length, JSON.stringify(entry).includes('716186003'))) return patientId(index);
  }
  throw new Error('the population holds no such patient');
}

it('axe finds something where there are no allergies, none known, none recorded', async () => {
  for (const wanted of [(count: number, none: boolean) => count > 0 && !none, (_: number, none: boolean) => none, (count: number) => count === 0]) {
    await shown(gp, await withAllergies(wanted), 'allergies');
    await gp.keyboard.press('Alt+d');
    assert.deepEqual(await faults(gp), []);
  }
});

it('axe finds something in the record of somebody who died, or has the longest name', async () => {
  for (const patient of [DIED, LONG_NAME]) {
    await shown(gp, patient, '');
    assert.deepEqual(await faults(gp), []);
  }
  await shown(gp, DIED, '');
  await gp.getByRole('region', { name: /, deceased$/ }).waitFor();
});

it('axe finds something in a dialog, a list of codes, or a note that asks', async () => {
  await shown(gp, RICH, 'consult');
  await gp.getByText('No draft', { exact: true }).waitFor();
  await gp.locator('textarea').pressSequentially('bp 138/820\nhype');
  await gp.getByRole('listbox', { name: 'Codes for hype' }).getByRole('option').first().waitFor();
  await gp.keyboard.press('ArrowDown');
  await gp.getByRole('button', { name: 'Keep as text only' }).waitFor();
  assert.deepEqual(await faults(gp), []);
  await gp.keyboard.press('Escape');
  await gp.getByRole('button', { name: 'Keep as text only' }).click();
  await gp.keyboard.press('Control+Enter');
  await gp.getByRole('dialog', { name: 'Save to this record?' }).waitFor();
  assert.deepEqual(await faults(gp), []);
  await gp.keyboard.press('Escape');
  await gp.keyboard.press('F1');
  await gp.getByRole('dialog', { name: 'Keys' }).waitFor();
  assert.deepEqual(await faults(gp), []);
  await gp.keyboard.press('Escape');
});

it('axe finds something when the record cannot be shown, or the session has ended', async () => {
  await gp.goto(`${stage.server.base}/workspace/patient/${patientId(999)}`);
  await gp.getByRole('alert').waitFor();
  assert.deepEqual(await faults(gp), []);
  const page = await stage.staff('gp2', `patient/${RICH}`);
  await page.locator('.record main h1').waitFor();
  await page.context().clearCookies();
  await page.keyboard.press('F3');
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  assert.deepEqual(await faults(page), []);
  await page.context().close();
});

it('axe finds something where a receptionist sees who the patient is, or clinical words are there', async () => {
  const page = await stage.staff('reception', `patient/${RICH}`);
  await page.getByRole('heading', { name: 'Patient details' }).waitFor();
  assert.deepEqual(await faults(page), []);
  assert.doesNotMatch(await page.locator('.workspace').innerText(), /allerg|diabetes|medication/i);
  await page.context().close();
});
