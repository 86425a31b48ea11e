import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { faults } from '../../../../dev-env/scenarios/axe.ts';
import { openStage, patientId, type Stage } from '../../../../dev-env/scenarios/stage.ts';
import { testCredentials } from '../../../../dev-env/test-server.ts';
import { issueEnrolmentCode } from '../../../../platform/identity/enrolment.ts';

let stage: Stage;
/** By name: passkeys are made for names. */
let at: string;

before(async () => {
  stage = await openStage({ patients: 2 });
  at = stage.server.base.replace('127.0.0.1', 'localhost');
});
after(() => stage.end());

/** A page whose device holds passkeys and has just seen its user's finger. */
async function withAuthenticator(): Promise<Page> {
  const page = await stage.visitor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  return page;
}

const home = (page: Page) => page.getByRole('heading', { name: 'No record open' });

async function bringSession(context: BrowserContext, username: string): Promise<void> {
  await context.addCookies([{ name: 'jenner_session', value: await stage.server.session(username), url: at, httpOnly: true, sameSite: 'Strict' }]);
}

describe('signing in to the workspace', () => {
  it('NHS CIS2 is two presses of Enter, without a mouse, and says that it is simulated', async () => {
    const page = await stage.visitor();
    await page.goto(`${stage.server.base}/workspace/`);
    await page.getByRole('link', { name: 'Sign in with simulated NHS CIS2' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('This is not NHS CIS2').waitFor();
    assert.deepEqual(await faults(page), []);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await home(page).waitFor();
    assert.match(await page.locator('.who').innerText(), /Test gp/);
    assert.equal(new URL(page.url()).search, '');
    // Somebody else at the same screen: the simulator lets go of the one before.
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: /simulated NHS CIS2/ }).click();
    await page.getByRole('link', { name: /Farid Haddad/ }).click();
    await page.getByRole('heading', { name: 'Choose your role' }).waitFor();
    assert.deepEqual(await faults(page), []);
    await page.getByRole('button', { name: 'Practice manager' }).click();
    await home(page).waitFor();
    await page.context().close();
  });

  it('signing in leads back to the app that asked for it, also by way of NHS CIS2, and to nowhere else', async () => {
    const page = await stage.visitor();
    const cis2 = async (back: string): Promise<void> => {
      await page.context().clearCookies();
      await page.goto(`${stage.server.base}/workspace/?return=${encodeURIComponent(back)}`);
      await page.getByRole('link', { name: 'Sign in with simulated NHS CIS2' }).click();
      await page.getByRole('link', { name: /Asha Khan/ }).click();
    };
    await cis2('/A20047/oauth/apps');
    await page.getByRole('heading', { name: /^Apps you have allowed/ }).waitFor();
    for (const bad of ['//evil.example/A20047/oauth/apps', '/A20047/fhir/r4/metadata', '/B81001/oauth/apps']) {
      await cis2(bad);
      await home(page).waitFor();
    }
    await page.goto(`${stage.server.base}/workspace/?return=/A20047/oauth/apps`);
    await page.getByRole('heading', { name: /^Apps you have allowed/ }).waitFor();
    await page.context().close();
  });

  it('an enrolment code sets up a passkey, and the passkey signs in, unlocks, and is listed', { timeout: 60_000 }, async () => {
    const page = await withAuthenticator();
    const code = await issueEnrolmentCode(stage.server.database.app, 'A20047', 'gp2', '');
    await page.goto(`${at}/workspace/`);
    await page.getByRole('button', { name: 'I have an enrolment code' }).click();
    await page.getByLabel('Username').fill('gp2');
    await page.getByLabel('Enrolment code').fill(code);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Set up a password and an authenticator app' }).waitFor();
    assert.deepEqual(await faults(page), []);
    await page.getByRole('button', { name: 'Set up a passkey' }).click();
    await home(page).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await home(page).waitFor();
    await page.keyboard.press('Alt+l');
    const lock = page.getByRole('dialog', { name: 'Screen locked' });
    await lock.getByRole('button', { name: 'Unlock with a passkey' }).click();
    await lock.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /Test gp2/ }).click();
    const own = page.getByRole('dialog', { name: 'Your sessions and passkeys' });
    await own.getByText(/^First passkey, added/).waitFor();
    assert.deepEqual(await faults(page), []);
    await page.context().close();
  });

  it('a locked screen hides the record, keeps what was typed, and opens with a code', { timeout: 60_000 }, async () => {
    const page = await stage.visitor();
    await bringSession(page.context(), 'nurse');
    await page.goto(`${at}/workspace/patient/${patientId(0)}/consult`);
    await page.getByRole('textbox', { name: 'Note' }).fill('typed before the lock');
    await page.keyboard.press('Alt+l');
    const lock = page.getByRole('dialog', { name: 'Screen locked' });
    await lock.getByLabel('Code').waitFor();
    assert.deepEqual(await faults(page), []);
    const backdrop = await page.evaluate(`getComputedStyle(document.querySelector('dialog'), '::backdrop').backgroundColor`);
    assert.match(String(backdrop), /^rgb\(/, 'the record shows through');
    await page.keyboard.press('Escape');
    assert.ok(await lock.isVisible());
    await lock.getByLabel('Code').fill('000000');
    await page.keyboard.press('Enter');
    await lock.getByText('The code is not right').waitFor();
    await lock.getByLabel('Code').fill(testCredentials('nurse').code);
    await page.keyboard.press('Enter');
    await lock.waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('textbox', { name: 'Note' }).inputValue(), 'typed before the lock');
    await page.getByText(/^Draft saved/).waitFor();
    await page.context().close();
  });
});
