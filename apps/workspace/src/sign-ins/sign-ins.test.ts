import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertSound } from '../../../../dev-env/scenarios/axe.ts';
import { tabTo } from '../../../../dev-env/scenarios/keyboard.ts';
import { ODS, openStage, type Stage } from '../../../../dev-env/scenarios/stage.ts';
import { saveAccount } from '../../../../platform/identity/accounts.ts';

describe('the manager’s list of sign-ins', () => {
  let stage: Stage;
  let page: Page;
  before(async () => {
    stage = await openStage({ patients: 2 });
    await saveAccount(stage.server.database.app, ODS, { username: 'locum', role: 'gp', name: 'Lena Locum', reference: 'Practitioner/x' });
    page = await stage.staff('manager');
  });
  after(() => stage.end());

  const row = () => page.getByRole('row', { name: /Lena Locum/ });

  it('lists the staff and no patient; issues a code that lets its holder begin; by keyboard', async () => {
    await tabTo(page, /^Sign-ins$/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign-ins', exact: true }).waitFor();
    await row().getByText('No way yet').waitFor();
    assert.equal(await page.getByText('Test patient').count(), 0, 'a patient is listed');
    assert.equal(await page.getByRole('row', { name: /\(you\)/ }).getByRole('button').count(), 0, 'one’s own can be changed');
    await assertSound(page);
    await tabTo(page, /^Issue a code for Lena Locum$/);
    await page.keyboard.press('Enter');
    const told = page.getByRole('dialog', { name: 'Enrolment code for Lena Locum' });
    await told.waitFor();
    await assertSound(page);
    const code = (await told.locator('code').last().textContent()) ?? '';
    assert.match(code, /^(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}$/);
    await page.keyboard.press('Escape');
    await told.waitFor({ state: 'hidden' });
    await row().getByText('a code is good until').waitFor();
    assert.equal(await page.getByText(code).count(), 0, 'the code is still shown');
    const begun = await fetch(`${stage.server.base}/${ODS}/auth/enrolment`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'locum', code }) });
    assert.equal(begun.status, 200);
  });

  it('H18: disables a sign-in from its next request on, and enables it again, by keyboard; both are in the audit', async () => {
    const locum = await stage.server.as('locum');
    assert.equal((await locum('/auth/session')).status, 200);
    await tabTo(page, /^Disable Lena Locum$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Disable Lena Locum?' }).waitFor();
    await assertSound(page);
    await tabTo(page, /^Disable$/);
    await page.keyboard.press('Enter');
    await row().getByText('Disabled').waitFor();
    assert.equal((await locum('/auth/session')).status, 401);
    await assertSound(page);
    await tabTo(page, /^Enable Lena Locum$/);
    await page.keyboard.press('Enter');
    await row().getByRole('button', { name: 'Issue a code' }).waitFor();
    assert.equal((await locum('/auth/session')).status, 401, 'what was ended does not come back');
    const rows = await stage.server.database.owner.query<{ action: string }>(`select action from jenner.audit where action like '%able-account' order by at`, []);
    assert.deepEqual(rows.map(({ action }) => action), ['disable-account', 'enable-account']);
  });

  it('is for those who keep sign-ins, not for their own, and not for an app in their name', async () => {
    const manager = await stage.server.as('manager');
    assert.equal((await manager('/auth/accounts/manager/disabled', { method: 'PUT' })).status, 403);
    assert.equal((await manager('/auth/session')).status, 200, 'the refusal changed nothing');
    assert.equal((await manager('/auth/accounts/nobody/disabled', { method: 'DELETE' })).status, 404);
    const gp = await stage.staff('gp', 'sign-ins');
    await gp.getByRole('heading', { name: 'No record open' }).waitFor();
    assert.equal(await gp.getByRole('link', { name: 'Sign-ins' }).count(), 0);
  });
});
