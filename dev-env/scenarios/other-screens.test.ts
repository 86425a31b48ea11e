import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openStage, patientId, type Stage } from './stage.ts';
import { SMALL_TARGETS, VIEWS } from './views.ts';

const RICH = patientId(0);
const HEAVY = patientId(7);
const LONG_NAME = patientId(17);

let stage: Stage;

before(async () => {
  stage = await openStage({ patients: 18 });
});
after(() => stage.end());

async function shown(page: Page, patient: string, view: string): Promise<void> {
  await page.goto(`${stage.server.base}/workspace/patient/${patient}/${view}`);
  await page.locator('.record main h1').waitFor();
}

it('a page 320 pixels wide has to be scrolled both ways, or has targets too small to hit', async () => {
  const page = await stage.staff('gp', '', { viewport: { width: 320, height: 640 } });
  const width = () => page.evaluate<number>('document.documentElement.scrollWidth');
  assert.equal(await width(), 320, 'start page');
  for (const patient of [RICH, LONG_NAME]) {
    for (const view of VIEWS) {
      await shown(page, patient, view);
      assert.equal(await width(), 320, `${view} of ${patient}`);
      assert.deepEqual(await page.evaluate(SMALL_TARGETS), [], view);
    }
  }
  await page.goto(`${stage.server.base}/`);
  assert.equal(await width(), 320, 'landing page');
  await page.context().close();
});

it('with forced colours or reduced motion a view is not drawn, or the focus cannot be seen, or something moves', async () => {
  const page = await stage.staff('gp', '', { forcedColors: 'active', reducedMotion: 'reduce' });
  for (const view of VIEWS) {
    await shown(page, HEAVY, view);
    assert.ok(await page.evaluate<boolean>(`matchMedia('(forced-colors: active)').matches`));
    assert.equal(await page.evaluate<number>(`document.getAnimations().filter(({ effect }) => Number(effect.getTiming().duration) > 10).length`), 0, view);
    await page.keyboard.press('Control+k');
    const outline = await page.evaluate<string>(`getComputedStyle(document.activeElement).outlineStyle`);
    assert.notEqual(outline, 'none', view);
    await page.keyboard.press('Escape');
  }
  await page.context().close();
});
