import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openStage, patientId, type Stage } from './stage.ts';

/** Namesakes and household members among them: the ones that get confused. */
const PATIENTS = [11, 12, 8, 9].map(patientId);
const STEPS = 60;

let stage: Stage;
let page: Page;
let marks: string[][];
const saved: { mark: string; patient: string }[] = [];

before(async () => {
  stage = await openStage({ patients: 13 });
  const gp = await stage.server.as('gp');
  marks = [];
  for (const [index, id] of PATIENTS.entries()) {
    const answer = await gp('/fhir/r4/Condition', {
      method: 'POST', headers: { 'content-type': 'application/fhir+json', origin: stage.server.base },
      body: JSON.stringify({
        resourceType: 'Condition', subject: { reference: `Patient/${id}` }, onsetDateTime: '2026-11-01', code: { text: `canary${index} sign` },
        clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
        category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-category', code: 'problem-list-item' }] }],
      }),
    });
    assert.equal(answer.status, 201);
    const patient = await (await gp(`/fhir/r4/Patient/${id}`)).json() as { identifier: { system: string; value: string }[] };
    const number = patient.identifier.find(({ system }) => system.endsWith('nhs-number'))?.value ?? '';
    marks.push([`canary${index} `, `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`]);
  }
  page = await stage.staff('gp');
});
after(() => stage.end());

/** Looks at the page on every change of it, and notes whenever it shows a mark of another patient than its address names. */
function watcher(patients: readonly string[], marks: readonly (readonly string[])[]): string {
  return `(() => {
    const patients = ${JSON.stringify(patients)}, marks = ${JSON.stringify(marks)};
    window.strays = []; window.looks = 0;
    const look = () => {
      const whose = patients.findIndex((id) => location.pathname.includes(id));
      const parts = [...document.querySelectorAll('.record, dialog')];
      const shown = parts.map((part) => part.textContent + [...part.querySelectorAll('textarea')].map((one) => one.value).join(' ')).join(' ').replaceAll('\\u00a0', ' ');
      if (shown !== '') window.looks++;
      marks.forEach((own, index) => own.forEach((mark) => { if (index !== whose && shown.includes(mark)) window.strays.push(mark + ' on the screen of ' + whose); }));
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    document.addEventListener('input', look, true);
  })()`;
}

/** Whose banner is on the screen, -1 for none. */
async function whose(): Promise<number> {
  const banner = await page.evaluate<string>(`document.querySelector('.banner')?.innerText ?? ''`);
  return marks.findIndex(([, number = '']) => banner.includes(number));
}

function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

it('I27 something of one patient is shown or saved in the record of another, however fast one switches', async () => {
  const roll = dice(20261122);
  let answered = 0;
  page.on('response', (response) => { if (response.request().method() === 'POST' && response.url().endsWith('/fhir/r4/') && response.ok()) answered++; });
  await page.evaluate(watcher(PATIENTS, marks));
  // The record of the first arrives late every time, the others now and then; so do answers about drafts.
  await page.route(/\$everything|\/drafts\//, async (route) => {
    const late = route.request().url().includes(PATIENTS[0] ?? '') ? 150 + roll(350) : roll(3) === 0 ? roll(200) : 0;
    if (late > 0) await new Promise((resolve) => { setTimeout(resolve, late); });
    await route.continue().catch(() => undefined); // the page may have given it up meanwhile
  });
  for (const id of PATIENTS) {
    await page.evaluate(`history.pushState(null, '', '/workspace/patient/${id}'); dispatchEvent(new PopStateEvent('popstate'))`);
  }
  assert.equal(await page.locator('.record-tab').count(), PATIENTS.length);

  for (let step = 0; step < STEPS; step++) {
    const to = roll(PATIENTS.length);
    switch (roll(5)) {
      case 0: // switch, and look at once
        await page.keyboard.press(`Alt+${to + 1}`);
        break;
      case 1: // switch, and type for that patient without waiting for anything
        await page.keyboard.press(`Alt+${to + 1}`);
        await page.keyboard.press('F3');
        await page.keyboard.type(`canary${to} blind${step}\n`);
        break;
      case 2: // type for whoever is on the screen, and switch away at once
      case 3: {
        await page.keyboard.press(`Alt+${to + 1}`);
        await page.keyboard.press('F3');
        await page.locator('textarea:not([readonly])').waitFor();
        const patient = await whose();
        assert.equal(patient, to);
        const mark = `canary${to} step${step}`;
        await page.locator('textarea').press('Control+End');
        await page.keyboard.type(`${mark}\n`);
        if (roll(2) === 0) {
          await page.keyboard.press('Control+Enter');
          const dialog = page.getByRole('dialog', { name: 'Save to this record?' });
          await dialog.waitFor();
          assert.ok((await dialog.innerText()).includes(marks[to]?.[1] ?? '-'), 'the confirmation names another patient');
          await page.keyboard.press('Enter');
          saved.push({ mark, patient: PATIENTS[to] ?? '' });
        }
        await page.keyboard.press(`Alt+${roll(PATIENTS.length) + 1}`);
        break;
      }
      default: // back, and another view
        await page.evaluate('history.back()');
        await page.keyboard.press(['F2', 'F4', 'F9'][roll(3)] ?? 'F2');
    }
    assert.deepEqual(await page.evaluate<string[]>('window.strays'), [], `step ${step}`);
  }
  assert.ok(saved.length >= 5, `only ${saved.length} notes were saved`);
  assert.ok(await page.evaluate<number>('window.looks') > STEPS);
  // The watcher itself: it would have seen a stray.
  await page.keyboard.press('Alt+1');
  await page.locator('.banner').waitFor();
  await page.evaluate(`document.querySelector('.banner').append('${marks[1]?.[1] ?? ''}')`);
  assert.notEqual((await page.evaluate<string[]>('window.strays')).length, 0);
  // A note that is still on its way when its page goes stays a draft.
  for (let waited = 0; waited < 150 && answered < saved.length; waited++) await page.waitForTimeout(100);
  assert.equal(answered, saved.length, 'notes saved');
  await page.reload();
});

it('I37 while a note is being saved its author looks at another patient, comes back, types on, and the words are lost', async () => {
  await page.goto(`${stage.server.base}/workspace/patient/${PATIENTS[1] ?? ''}/consult`);
  await page.getByText(/^(No draft|Draft saved)/).waitFor();
  await page.locator('textarea:not([readonly])').fill('canary1 slow');
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => { answer = resolve; });
  await page.route('**/fhir/r4/', async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog', { name: 'Save to this record?' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Saving to the record…').waitFor();
  await page.keyboard.press('Alt+1');
  await page.locator('.banner').waitFor();
  await page.keyboard.press('Alt+2');
  await page.keyboard.press('F3');
  await page.getByText('Saving to the record…').waitFor();
  await page.keyboard.type('lost');
  assert.equal(await page.locator('textarea').inputValue(), 'canary1 slow', 'the note can be changed while it is on its way');
  answer();
  await page.getByText(/^Saved at/).waitFor();
  await page.keyboard.type('canary1 after');
  await page.getByText(/^Draft saved/).waitFor();
  assert.equal(await page.locator('textarea').inputValue(), 'canary1 after');
  saved.push({ mark: 'canary1 slow', patient: PATIENTS[1] ?? '' });
});

it('I27 what was saved stands in another record than the one it was typed in', async () => {
  const gp = await stage.server.as('gp');
  for (const [index, id] of PATIENTS.entries()) {
    await page.keyboard.press(`Alt+${index + 1}`);
    await page.keyboard.press('F3');
    await page.getByText(/^(No draft|Draft saved)/).waitFor();
    const bundle = await (await gp(`/fhir/r4/Patient/${id}/$everything`)).json() as { entry: { resource: { resourceType: string; subject?: { reference: string } } }[] };
    const typed = bundle.entry.filter(({ resource }) => JSON.stringify(resource).includes('canary'));
    for (const { resource } of typed) {
      assert.equal(resource.subject?.reference, `Patient/${id}`);
      assert.deepEqual(JSON.stringify(resource).match(/canary\d/g)?.filter((mark) => mark !== `canary${index}`), []);
    }
    const text = JSON.stringify(typed);
    for (const { mark } of saved.filter(({ patient }) => patient === id)) assert.equal(text.split(`${mark}"`).length - 1, 1, `${mark} stands once in its record`);
    const draft = await gp(`/drafts/${id}`);
    if (draft.status === 200) assert.deepEqual((await draft.text()).match(/canary\d/g)?.filter((mark) => mark !== `canary${index}`) ?? [], []);
  }
});
