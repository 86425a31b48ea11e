import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../../scripts/chromium.ts';
import { testCredentials } from '../test-server.ts';
import { serveAgain, stopServing } from './serving.ts';
import { ODS, openStage, patientId, type Stage } from './stage.ts';

const WORDS = 'Three weeks of cough, worse at night, no blood, no weight loss. ';
/** What may be lost at the worst (I37). */
const MOST_LOST = 5_000;

let stage: Stage;
let gp: Awaited<ReturnType<Stage['server']['as']>>;

before(async () => {
  stage = await openStage({ patients: 6 });
  gp = await stage.server.as('gp');
});
after(() => stage.end());

async function consult(index: number): Promise<Page> {
  const page = await stage.staff('gp', `patient/${patientId(index)}/consult`);
  await page.getByText('No draft', { exact: true }).waitFor();
  return page;
}

const note = (page: Page) => page.locator('textarea');

async function draftOf(index: number): Promise<string> {
  const answer = await gp(`/drafts/${patientId(index)}`);
  if (answer.status !== 200) return '';
  const { text } = await answer.json() as { text: string };
  return (JSON.parse(text) as { text: string }).text;
}

/** Waits for the draft to be this; a request that outlives its page takes a moment. */
async function draftBecomes(index: number, text: string): Promise<void> {
  const until = Date.now() + 5_000;
  while (Date.now() < until && (await draftOf(index)) !== text) await sleep(50);
  assert.equal(await draftOf(index), text);
}

it('I37 a tab is closed right after the last letter, and words are lost', async () => {
  for (const [round, letters] of [WORDS.length, 17, 1].entries()) {
    const page = await consult(0);
    const text = WORDS.slice(0, letters);
    await note(page).pressSequentially(text, { delay: round === 0 ? 15 : 0 });
    const closed = page.waitForEvent('close');
    await page.close({ runBeforeUnload: true });
    await closed;
    await draftBecomes(0, text);
    await page.context().close();
    await gp(`/drafts/${patientId(0)}`, { method: 'DELETE', headers: { origin: stage.server.base } });
  }
});

it(`I37 the browser is killed, and more than ${MOST_LOST / 1000} seconds of typing are lost`, async () => {
  const killed = await chromium.launchServer({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] });
  const browser = await chromium.connect(killed.wsEndpoint());
  const context = await browser.newContext();
  await stage.signIn(context, 'gp');
  const page = await context.newPage();
  await page.goto(`${stage.server.base}/workspace/patient/${patientId(1)}/consult`);
  await page.getByText('No draft', { exact: true }).waitFor();
  await note(page).focus();
  const times: number[] = [];
  const began = Date.now();
  let typed = '';
  while (Date.now() - began < MOST_LOST + 2_500) {
    const letter = WORDS[typed.length % WORDS.length] ?? ' ';
    await page.keyboard.type(letter);
    typed += letter;
    times.push(Date.now());
    await sleep(25);
  }
  const end = Date.now();
  await killed.kill();
  const kept = await draftOf(1);
  assert.ok(typed.startsWith(kept), 'the draft is not what was typed');
  const lost = end - (times[kept.length] ?? end);
  assert.ok(lost <= MOST_LOST, `${lost} ms of typing were lost`);
  assert.ok(times.filter((time) => time < end - MOST_LOST).length > 10, 'the typing was too short to tell');
});

it('I37 the session ends in the middle of a word, and the word with it', async () => {
  const page = await consult(3);
  await note(page).pressSequentially('Before. ');
  await page.getByText(/^Draft saved/).waitFor();
  const { owner } = stage.server.database;
  await owner.query(`delete from session where practice = $1`, [ODS]);
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  for (let i = 0; i < 40 && (await dialog.count()) === 0; i++) {
    await note(page).pressSequentially('x');
    await sleep(150);
  }
  await dialog.waitFor();
  const typed = await note(page).inputValue();
  assert.match(typed, /^Before\. x+$/);
  assert.ok(await page.locator('.banner').isVisible(), 'the page is still under the dialog');
  await page.keyboard.press('Escape');
  assert.ok(await dialog.isVisible(), 'Escape leaves the session ended');
  await dialog.getByLabel('Password').fill(testCredentials('gp').password);
  await dialog.getByLabel('Code').fill(testCredentials('gp').code);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(/^Draft saved/).waitFor();
  assert.equal(await note(page).inputValue(), typed);
  gp = await stage.server.as('gp');
  await draftBecomes(3, typed);
  await page.context().close();
});

it('I37 the server goes away in the middle of a sentence, and the sentence with it', async () => {
  const page = await consult(2);
  await note(page).pressSequentially('Before. ');
  await page.getByText(/^Draft saved/).waitFor();
  await stopServing(stage);
  await note(page).pressSequentially(WORDS);
  await page.getByText('Not saved: no connection, still trying').waitFor();
  await page.getByText('Reconnecting…').waitFor();
  await note(page).pressSequentially('After.');
  const stop = await serveAgain(stage);
  try {
    await page.getByText(/^Draft saved/).waitFor();
    assert.equal(await note(page).inputValue(), `Before. ${WORDS}After.`);
    await draftBecomes(2, `Before. ${WORDS}After.`);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Discard the draft' }).waitFor();
    await page.context().close();
  } finally {
    await stop();
  }
});
