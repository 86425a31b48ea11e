/**
 * `node scripts/run.mjs dev-env/scenarios/screenshots.ts`: draws the pictures of docs/screenshots/ anew, from synthetic people.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { TEST_PASSWORD } from '../test-server.ts';
import { withPalette } from './palette-png.ts';
import { openStage, patientId } from './stage.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
const WOMAN_OF_58 = patientId(0);
const MAN_OF_84 = patientId(7);

mkdirSync(FOLDER, { recursive: true });
const stage = await openStage({ patients: 60 });
try {
  const staff = await stage.staff('gp', `patient/${WOMAN_OF_58}`);
  await show(staff, WOMAN_OF_58, '');
  await picture(staff, 'staff-summary');

  await staff.keyboard.press('Control+k');
  await staff.keyboard.type('smi jo');
  await staff.getByText(/^Showing /).waitFor();
  await staff.keyboard.press('ArrowDown');
  await picture(staff, 'staff-find');
  await staff.keyboard.press('Escape');

  await show(staff, WOMAN_OF_58, 'consult');
  await staff.getByText('No draft', { exact: true }).waitFor();
  await staff.locator('textarea').pressSequentially('Here for blood pressure review. Feels well, walks the dog daily.\nbp 138/82\nwt 82.5\nNo ankle swelling, chest clear\nhype');
  await staff.getByRole('listbox', { name: 'Codes for hype' }).getByRole('option').first().waitFor();
  await staff.getByText(/^Draft saved/).waitFor();
  await picture(staff, 'staff-consult');

  await show(staff, MAN_OF_84, 'medication');
  await picture(staff, 'staff-medication');
  await show(staff, WOMAN_OF_58, 'results');
  await staff.getByLabel('Find a test').fill('blood pressure');
  await picture(staff, 'staff-results');
  await show(staff, MAN_OF_84, 'journal');
  await staff.getByLabel(/^Words, codes or values/).fill('hba1c');
  await staff.getByText(/^\d+ of \d+ entries$/).waitFor();
  await staff.locator('.journal-line').nth(1).click();
  await picture(staff, 'staff-journal');

  const patient = await stage.visitor({ viewport: { width: 390, height: 844 } });
  await patient.goto(`${stage.server.base}/my/`);
  await patient.getByLabel('Username').fill('patient');
  await patient.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
  await patient.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await patient.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await patient.goto(`${stage.server.base}/my/record`);
  await picture(patient, 'patient-record');
  await patient.goto(`${stage.server.base}/my/record/test-results`);
  await patient.locator('.jenner-rows__link').first().click();
  await patient.getByRole('heading', { level: 1 }).waitFor();
  await picture(patient, 'patient-test-result');
} finally {
  await stage.end();
}

async function show(page: Page, patient: string, view: string): Promise<void> {
  await page.goto(`${stage.server.base}/workspace/patient/${patient}/${view}`);
  await page.locator('.record main h1').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
}

async function picture(page: Page, name: string): Promise<void> {
  const png = await page.screenshot({ animations: 'disabled', caret: 'initial' });
  writeFileSync(join(FOLDER, `${name}.png`), withPalette(png));
}
