import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { testCredentials } from '../test-server.ts';
import { openStage, patientId, type Stage } from './stage.ts';

const PATIENT = patientId(0);

let stage: Stage;
let here: Page;
let there: Page;

before(async () => {
  stage = await openStage({ patients: 3 });
  here = await stage.staff('gp', `patient/${PATIENT}/consult`);
  there = await stage.staff('gp', `patient/${PATIENT}/consult`);
  for (const page of [here, there]) {
    await page.getByText('No draft', { exact: true }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  }
});
after(() => stage.end());

const note = (page: Page) => page.getByLabel('Note', { exact: true }).and(page.locator('textarea'));

async function save(page: Page): Promise<void> {
  await note(page).press('Control+Enter');
  await page.getByRole('dialog', { name: 'Save to this record?' }).getByRole('button', { name: 'Save to the record' }).click();
}

describe('the same record in two browsers', () => {
  it('I27 what is saved in one is not seen in the other within a second', async () => {
    await there.keyboard.press('F9');
    await there.getByRole('main', { name: 'Journal' }).waitFor();
    await note(here).fill('bp 141/87\nSeen by both screens');
    await here.getByText(/^Draft saved/).waitFor();
    const saved = here.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/fhir/r4/'));
    await save(here);
    assert.equal((await saved).status(), 200);
    const from = performance.now();
    await there.locator('.journal-line').getByText('Seen by both screens').waitFor();
    const took = performance.now() - from;
    await there.locator('.journal-line').getByText('141/87 mmHg').first().waitFor();
    assert.ok(took <= 1000, `${Math.round(took)} ms`);
    await here.getByText(/^Saved at/).waitFor();
  });

  it('the patient does not see it when they load the page again', async () => {
    const patient = await stage.visitor({ viewport: { width: 390, height: 844 } });
    await patient.goto(`${stage.server.base}/my/`);
    await patient.getByLabel('Username').fill('patient');
    await patient.getByLabel('Password', { exact: true }).fill(testCredentials('patient').password);
    await patient.getByLabel('Code').fill(testCredentials('patient').code);
    await patient.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await patient.goto(`${stage.server.base}/my/record/measurements`);
    await patient.getByText('141/87').first().waitFor();
    await note(here).fill('bp 139/85');
    await save(here);
    await here.getByText(/^Saved at/).waitFor();
    await patient.reload();
    await patient.getByText('139/85').first().waitFor();
    await patient.context().close();
  });
});

describe('the same draft in two browsers', () => {
  it('H14 one of the two texts is lost without a word', async () => {
    await there.keyboard.press('F3');
    await note(there).waitFor();
    await note(there).fill('typed there: chest clear');
    await there.getByText(/^Draft saved/).waitFor();
    await note(here).fill('typed here: ankles swollen');
    const conflict = here.getByRole('region', { name: 'Two versions of this note' });
    await conflict.waitFor();
    await conflict.getByText('typed there: chest clear').waitFor();
    await conflict.getByText('typed here: ankles swollen').waitFor();
    assert.equal(await note(here).getAttribute('readonly'), '');
    await conflict.getByRole('button', { name: 'Keep both' }).click();
    await here.getByText(/^Draft saved/).waitFor();
    assert.equal(await note(here).inputValue(), 'typed there: chest clear\ntyped here: ankles swollen');
    const gp = await stage.server.as('gp');
    const { text } = await (await gp(`/drafts/${PATIENT}`)).json() as { text: string };
    for (const words of ['chest clear', 'ankles swollen']) assert.ok(text.includes(words), words);
  });

  it('a note that one browser saved to the record is saved a second time by the other', async () => {
    await there.reload();
    await there.getByText(/^Draft saved/).waitFor();
    assert.match(await note(there).inputValue(), /ankles swollen/);
    await save(there);
    await there.getByText(/^Saved at/).waitFor();
    await note(here).press('End');
    await note(here).pressSequentially(' and more');
    const conflict = here.getByRole('region', { name: 'Two versions of this note' });
    await conflict.getByText('saved to the record or discarded in another window').waitFor();
    await note(here).press('Control+Enter');
    assert.equal(await here.getByRole('dialog').count(), 0, 'a note in conflict can be saved');
    await conflict.getByRole('button', { name: 'Discard what is here' }).click();
    await conflict.waitFor({ state: 'detached' });
    const gp = await stage.server.as('gp');
    const everything = await (await gp(`/fhir/r4/Patient/${PATIENT}/$everything`)).text();
    assert.equal(everything.split('typed here: ankles swollen').length - 1, 1);
  });
});

describe('the same entry changed by two programs', () => {
  it('H15 the later one silently overwrites the earlier', async () => {
    const [gp, gp2] = await Promise.all([stage.server.as('gp'), stage.server.as('gp2')]);
    const bundle = await (await gp(`/fhir/r4/Condition?patient=${PATIENT}&_count=1`)).json() as { entry: { resource: Record<string, unknown> & { id: string; meta: { versionId: string } } }[] };
    const condition = bundle.entry[0]?.resource;
    assert.ok(condition);
    const put = (as: typeof gp, text: string) => as(`/fhir/r4/Condition/${condition.id}`, {
      method: 'PUT', headers: { 'content-type': 'application/fhir+json', origin: stage.server.base, 'if-match': `W/"${condition.meta.versionId}"` },
      body: JSON.stringify({ ...condition, note: [{ text }] }),
    });
    const answers = await Promise.all([put(gp, 'first'), put(gp2, 'second')]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412]);
    const winner = answers[0]?.status === 200 ? 'first' : 'second';
    assert.match(await (await gp(`/fhir/r4/Condition/${condition.id}`)).text(), new RegExp(`"text":"${winner}"`));
    const unguarded = await gp(`/fhir/r4/Condition/${condition.id}`, { method: 'PUT', headers: { 'content-type': 'application/fhir+json', origin: stage.server.base }, body: JSON.stringify(condition) });
    assert.equal(unguarded.status, 428);
  });
});
