import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Patient } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';
import { assertSound } from '../../../../dev-env/scenarios/axe.ts';
import { tabTo } from '../../../../dev-env/scenarios/keyboard.ts';
import { ODS, openStage, patientId, type Stage } from '../../../../dev-env/scenarios/stage.ts';
import { saveAccount } from '../../../../platform/identity/accounts.ts';

const [GUARDED, RESTRICTED] = [patientId(0), patientId(1)];
const REASON = 'Collapsed in the waiting room';

let stage: Stage;
let manager: Page;
let gp: Page;
let guarded: Patient;

before(async () => {
  stage = await openStage({ patients: 3 });
  guarded = await (await (await stage.server.as('gp'))(`/fhir/r4/Patient/${GUARDED}`)).json() as Patient;
  manager = await stage.staff('manager');
  gp = await stage.staff('gp');
});
after(() => stage.end());

async function open(page: Page, patient: string): Promise<void> {
  await page.goto(`${stage.server.base}/workspace/patient/${patient}`);
}

const nhsNumber = (): string => guarded.identifier?.find(({ system }) => system?.endsWith('nhs-number'))?.value ?? '';

describe('who may see what', () => {
  it('the manager guards a record, by keyboard', async () => {
    await tabTo(manager, 'Access');
    await manager.keyboard.press('Enter');
    await manager.getByRole('heading', { name: 'Access to records' }).waitFor();
    await manager.getByText('No record is guarded.').waitFor();
    await assertSound(manager);
    await tabTo(manager, 'Name, date of birth or NHS number');
    await manager.keyboard.type(nhsNumber());
    await manager.keyboard.press('Enter');
    await manager.getByText('Showing 1 of 1', { exact: true }).waitFor();
    await tabTo(manager, 'Choose');
    await manager.keyboard.press('Enter');
    await manager.getByRole('heading', { name: 'Guards', exact: true }).waitFor();
    await tabTo(manager, 'Set high profile');
    await manager.keyboard.press('Enter');
    await manager.getByRole('button', { name: 'Lift high profile' }).waitFor();
    await assertSound(manager);
  });

  it('I24: a GP opens it for a reason, after which the privacy officer knows who, whom and why', { timeout: 90_000 }, async () => {
    await open(gp, GUARDED);
    await gp.getByText('If the record is guarded').waitFor();
    await assertSound(gp);
    await gp.keyboard.press('Alt+g');
    const dialog = gp.getByRole('dialog', { name: 'Open a guarded record' });
    await dialog.getByText('The privacy officer is told at once').waitFor();
    await assertSound(gp);
    await tabTo(gp, 'Why you need it');
    await gp.keyboard.type('because');
    await gp.keyboard.press('Enter');
    await dialog.getByText('Write why you need it, in at least 10 characters').waitFor();
    await assertSound(gp);
    await gp.getByLabel('Why you need it').fill(REASON);
    await gp.keyboard.press('Enter');
    await gp.getByText('You opened this record for a reason.').waitFor();
    await gp.locator('.banner').getByText('WHITFIELD').waitFor();
    await assertSound(gp);

    await manager.getByRole('link', { name: 'Alerts 1 new' }).click({ timeout: 8_000 });
    await manager.getByRole('heading', { name: 'Privacy alerts' }).waitFor();
    assert.doesNotMatch(await manager.locator('main').innerText(), /Test gp|WHITFIELD|Collapsed/, 'the notice names somebody');
    await assertSound(manager);
    await tabTo(manager, 'Open');
    await manager.keyboard.press('Enter');
    await manager.getByText(REASON).waitFor();
    await manager.getByText('Test gp', { exact: true }).waitFor();
    await manager.locator('main').getByText('WHITFIELD').waitFor();
    await manager.getByRole('link', { name: 'Alerts', exact: true }).waitFor();
    await manager.getByText(/Seen/).waitFor();
    await assertSound(manager);
  });

  it('H18: what was let in is ended, and the record is gone from the screen', async () => {
    await manager.getByRole('link', { name: 'Access' }).click();
    await manager.getByRole('button', { name: /^Choose the record/ }).click();
    await manager.getByRole('button', { name: 'End for Test gp' }).click();
    await manager.getByText(/, ended$/).waitFor();
    await gp.getByRole('link', { name: 'Who saw it' }).click();
    await gp.evaluate(() => { dispatchEvent(new Event('online')); });
    await gp.getByText('If the record is guarded').waitFor();
    assert.doesNotMatch(await gp.locator('body').innerText(), /WHITFIELD/);
  });

  it('a member of the care team opens it by name alone, until an end', async () => {
    await manager.getByLabel('Username').fill('gp2');
    await manager.getByLabel('Why', { exact: true }).fill('Her own GP');
    await manager.getByLabel('For how long').first().selectOption({ index: 1 });
    await manager.getByRole('button', { name: 'Let in' }).click();
    await manager.getByText('Her own GP').waitFor();
    const gp2 = await stage.staff('gp2');
    await gp2.keyboard.press('Control+k');
    await gp2.keyboard.type(nhsNumber());
    await gp2.getByText('Showing 1 of 1', { exact: true }).waitFor();
    await gp2.keyboard.press('Enter');
    await gp2.locator('.banner').getByText('WHITFIELD').waitFor();
    await gp2.context().close();
  });

  it('the privacy officer, who has never seen the patient, is told by name whose records are guarded', async () => {
    await saveAccount(stage.server.database.app, ODS, { username: 'officer', role: 'privacy-officer', name: 'Privacy Officer', reference: 'Practitioner/x' });
    const officer = await stage.staff('officer', 'access');
    const list = officer.getByRole('region', { name: 'Guarded records' });
    await list.getByText(/WHITFIELD, /).waitFor();
    assert.ok(!(await list.innerText()).includes(GUARDED));
    await officer.getByRole('button', { name: /^Choose the record/ }).click();
    await officer.getByRole('heading', { name: /WHITFIELD/ }).waitFor();
    await assertSound(officer);
    await officer.context().close();
  });

  it('a guarded patient is opened by the NHS number, as a search finds nobody', async () => {
    await gp.goto(`${stage.server.base}/workspace/`);
    await gp.getByRole('heading', { name: 'No record open' }).waitFor();
    await gp.keyboard.press('Control+k');
    await gp.keyboard.type(nhsNumber());
    await gp.getByText('A guarded record is not found here').waitFor();
    await gp.keyboard.press('Alt+g');
    await tabTo(gp, 'NHS number');
    await gp.keyboard.type('999 000 0000');
    await tabTo(gp, 'Why you need it');
    await gp.keyboard.type(REASON);
    await gp.keyboard.press('Enter');
    await gp.getByText('That did not work: The patient is not known.').waitFor();
    await assertSound(gp);
    await gp.getByLabel('NHS number', { exact: true }).fill(nhsNumber());
    await gp.keyboard.press('Enter');
    await gp.locator('.banner').getByText('WHITFIELD').waitFor();
  });

  it('I25: a restricted patient’s contact details are withheld, not said to be missing, until the glass is broken', async () => {
    const api = await stage.server.as('gp');
    const answer = await api(`/fhir/r4/Patient/${RESTRICTED}`);
    const patient = await answer.json() as Patient;
    const meta = { ...patient.meta, security: [...patient.meta?.security ?? [], { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] };
    const put = await api(`/fhir/r4/Patient/${RESTRICTED}`, { method: 'PUT', headers: { 'content-type': 'application/fhir+json', 'if-match': answer.headers.get('etag') ?? '' }, body: JSON.stringify({ ...patient, meta }) });
    assert.equal(put.status, 200, await put.text());
    const street = patient.address?.[0]?.line?.[0] ?? 'no street';
    await open(gp, RESTRICTED);
    const banner = gp.locator('.banner');
    await banner.getByText('Withheld').first().waitFor();
    assert.doesNotMatch(await banner.innerText(), /Not recorded/);
    assert.ok(!(await gp.locator('body').innerText()).includes(street));
    await assertSound(gp);
    await gp.keyboard.press('Alt+g');
    await gp.getByRole('dialog', { name: 'Show contact details' }).waitFor();
    await tabTo(gp, 'Why you need it');
    await gp.keyboard.type('Ambulance needs the address');
    await gp.keyboard.press('Enter');
    await banner.getByText(street).waitFor();
    assert.doesNotMatch(await banner.innerText(), /Withheld/);
    await assertSound(gp);
  });

  it('I17: sharing has an end, and is ended', async () => {
    await manager.getByLabel('ODS code of the organisation').fill('b81001');
    await manager.getByRole('button', { name: 'Share', exact: true }).click();
    await manager.getByText('B81001', { exact: true }).waitFor();
    await assertSound(manager);
    await manager.getByRole('button', { name: 'End sharing with B81001' }).click();
    await manager.locator('li', { hasText: 'B81001' }).getByText(/^ended/).waitFor();
  });

  it('reception is offered none of it', async () => {
    const page = await stage.staff('reception', `patient/${GUARDED}`);
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByRole('navigation', { name: 'Practice' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: /for a reason/ }).count(), 0);
    await page.goto(`${stage.server.base}/workspace/alerts`);
    await page.getByRole('heading', { name: 'No record open' }).waitFor();
    await page.context().close();
  });

  it('a page 320 pixels wide is not scrolled sideways', async () => {
    await manager.setViewportSize({ width: 320, height: 640 });
    for (const name of [/^Access/, /^Alerts/, /^Audit/, /^Apps/]) {
      await manager.getByRole('link', { name }).first().click();
      assert.ok(await manager.evaluate(() => document.documentElement.scrollWidth) <= 320, String(name));
    }
  });
});
