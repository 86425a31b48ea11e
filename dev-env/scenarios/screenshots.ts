/**
 * `node scripts/run.mjs dev-env/scenarios/screenshots.ts`: draws the pictures of docs/screenshots/ anew, from synthetic people.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { WHO_HAS_LOOKED } from '../../apps/patient/pages/who-has-looked.ts';
import { SIGN_INS, staffName } from '../simulated-people.ts';
import { NHS_NUMBER_SYSTEM } from '../../platform/fhir/nhs-number.ts';
import { withPalette } from './palette-png.ts';
import { useDemonstrationTerms } from '../terminology/use-demonstration.ts';
import { openStage, patientId } from './stage.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
const WOMAN_OF_58 = patientId(0);
const MAN_OF_84 = patientId(7);

mkdirSync(FOLDER, { recursive: true });
const stage = await openStage({ patients: 60 });
await useDemonstrationTerms(stage.server.database.owner);
await stage.server.background.terminology.refresh();
try {
  // The accounts of a test server are named after their roles; in pictures they bear the names of the made-up staff.
  for (const { username, staff } of [...SIGN_INS, { username: 'gp2', staff: 'gp2' }]) {
    await stage.server.database.owner.query('update jenner.account set name = $2 where username = $1', [username, staffName(staff)]);
  }
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
  await staff.keyboard.press('Escape');
  await staff.keyboard.press('Enter');
  await staff.locator('textarea').pressSequentially('diabetes mell');
  await staff.getByRole('listbox', { name: 'Codes for diabetes mell' }).getByRole('option').first().waitFor();
  await staff.keyboard.press('ArrowDown');
  await staff.getByText(/^Draft saved/).waitFor();
  await picture(staff, 'staff-coded-entry');
  await staff.keyboard.press('Escape');
  await staff.keyboard.press('Alt+m');
  await staff.getByRole('dialog', { name: 'Medicines' }).getByRole('combobox').pressSequentially('amlo');
  await staff.getByText(/^Showing \d+ of/).waitFor();
  await picture(staff, 'staff-medicines');
  await staff.keyboard.press('Escape');

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

  await show(staff, WOMAN_OF_58, 'audit');
  await staff.getByRole('region', { name: 'Audit' }).waitFor();
  await picture(staff, 'staff-who-saw');
  await staff.keyboard.press('Alt+l');
  await staff.getByLabel('Code').waitFor();
  await picture(staff, 'staff-lock');

  const visitor = await stage.visitor();
  await visitor.goto(`${stage.server.base}/workspace/`);
  await visitor.getByRole('link', { name: 'Sign in with simulated NHS CIS2' }).waitFor();
  await picture(visitor, 'staff-sign-in');

  const manager = await stage.staff('manager', 'access');
  await manager.getByLabel('Name, date of birth or NHS number', { exact: true }).fill(String(await numberOf(MAN_OF_84)));
  await manager.keyboard.press('Enter');
  await manager.getByRole('button', { name: /^Choose/ }).click();
  await manager.getByRole('button', { name: 'Set sealed' }).click();
  await manager.getByRole('button', { name: 'Lift sealed' }).waitFor();
  await manager.getByLabel('Username').fill('nurse');
  await manager.getByLabel('Why', { exact: true }).fill('Sees him for his leg ulcer every week');
  await manager.getByRole('button', { name: 'Let in' }).click();
  await manager.getByText('Sees him for his leg ulcer').waitFor();
  await manager.getByLabel('ODS code of the organisation').fill('B81001');
  await manager.getByRole('button', { name: 'Share', exact: true }).click();
  await manager.getByText('B81001', { exact: true }).waitFor();
  await picture(manager, 'staff-access');

  const colleague = await stage.staff('gp2', `patient/${MAN_OF_84}`);
  await colleague.getByText('If the record is guarded').waitFor();
  await colleague.keyboard.press('Alt+g');
  await colleague.getByLabel('Why you need it').fill('Collapsed in the waiting room, no carer with him');
  await picture(colleague, 'staff-break-glass');
  await colleague.keyboard.press('Enter');
  await colleague.getByText('You opened this record for a reason.').waitFor();
  await picture(colleague, 'staff-glass-broken');

  await manager.getByRole('link', { name: 'Alerts 1 new' }).click();
  await manager.getByRole('button', { name: /^Open/ }).click();
  await manager.getByText('Collapsed in the waiting room').waitFor();
  await manager.getByText(/Seen/).waitFor();
  await picture(manager, 'staff-alerts');

  const asManager = await stage.server.as('manager');
  await asManager('/apps', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({
    name: 'Growth charts', kind: 'app', auth: 'none', redirectUris: ['https://charts.example.org/callback'], launchUrl: 'https://charts.example.org/launch', scopes: ['openid', 'fhirUser', 'launch', 'patient/Observation.rs'],
  }) });
  await manager.getByRole('link', { name: 'Apps', exact: true }).click();
  await manager.getByRole('heading', { name: 'Growth charts' }).waitFor();
  await manager.getByRole('button', { name: 'What Growth charts did last' }).click();
  await manager.getByRole('cell', { name: 'Registered' }).waitFor();
  await picture(manager, 'staff-apps');

  const patient = await stage.visitor({ viewport: { width: 390, height: 844 } });
  await patient.goto(`${stage.server.base}/my/`);
  await patient.getByRole('heading', { level: 1 }).waitFor();
  await picture(patient, 'patient-sign-in');
  await patient.getByRole('button', { name: 'Continue with simulated NHS login' }).click();
  await patient.getByText('Patricia').first().waitFor();
  await picture(patient, 'patient-simulated-nhs-login');
  await patient.getByRole('link', { name: /Patricia/ }).click();
  await patient.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await patient.goto(`${stage.server.base}/my/record`);
  await picture(patient, 'patient-record');
  await patient.goto(`${stage.server.base}/my/record/test-results`);
  await patient.locator('.jenner-rows__link').first().click();
  await patient.getByRole('heading', { level: 1 }).waitFor();
  await picture(patient, 'patient-test-result');
  await patient.goto(`${stage.server.base}/my${WHO_HAS_LOOKED}`);
  await patient.getByRole('heading', { level: 1 }).waitFor();
  await picture(patient, 'patient-who-has-looked');
} finally {
  await stage.end();
}

async function show(page: Page, patient: string, view: string): Promise<void> {
  await page.goto(`${stage.server.base}/workspace/patient/${patient}/${view}`);
  await page.locator('.record main h1').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
}

async function numberOf(patient: string): Promise<string | undefined> {
  const gp = await stage.server.as('gp');
  const { identifier = [] } = await (await gp(`/fhir/r4/Patient/${patient}`)).json() as { identifier?: { system?: string; value?: string }[] };
  return identifier.find(({ system }) => system === NHS_NUMBER_SYSTEM)?.value;
}

async function picture(page: Page, name: string): Promise<void> {
  const png = await page.screenshot({ animations: 'disabled', caret: 'initial' });
  writeFileSync(join(FOLDER, `${name}.png`), withPalette(png));
}
