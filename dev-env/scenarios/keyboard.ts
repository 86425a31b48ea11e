import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';

/** Counts every key that goes down, Ctrl and Alt included, and every press of a pointer, across page loads. */
export async function countKeys(context: BrowserContext): Promise<void> {
  await context.addInitScript(`
    const add = (name) => sessionStorage.setItem(name, String(Number(sessionStorage.getItem(name) ?? 0) + 1));
    window.addEventListener('keydown', () => add('test.keys'), true);
    window.addEventListener('pointerdown', () => add('test.pointer'), true);
  `);
}

/** The keys since the last time this was asked. */
export async function keysSpent(page: Page): Promise<number> {
  const keys = await page.evaluate<string | null>(`(() => { const keys = sessionStorage.getItem('test.keys'); sessionStorage.removeItem('test.keys'); return keys; })()`);
  return Number(keys ?? 0);
}

export async function pointerPresses(page: Page): Promise<number> {
  return Number(await page.evaluate<string | null>(`sessionStorage.getItem('test.pointer')`) ?? 0);
}

/**
 * What is wrong with where the focus is: '' when it stands on something that shows it and that nothing covers.
 * The page itself and its main region, to which focus returns when a view changes, need not show it.
 */
const FOCUS_FAULT = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body || element.tagName === 'MAIN') return '';
  const name = element.outerHTML.slice(0, 120);
  const shown = element.closest('label') ?? element;
  const box = element.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth), top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  if (right - left < 1 || bottom - top < 1) return 'out of sight: ' + name;
  const marked = [element, shown].some((one) => { const style = getComputedStyle(one); return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none'; });
  if (!marked) return 'no focus to be seen: ' + name;
  const points = [[(left + right) / 2, (top + bottom) / 2], [left + 2, top + 2], [right - 2, bottom - 2], [left + 2, bottom - 2], [right - 2, top + 2]];
  const free = points.some(([x, y]) => { const hit = document.elementFromPoint(x, y); return hit && (element.contains(hit) || shown.contains(hit)); });
  return free ? '' : 'covered: ' + name;
})()`;

export function focusFault(page: Page): Promise<string> {
  return page.evaluate<string>(FOCUS_FAULT);
}

const FOCUSED = `(document.activeElement?.labels?.[0] ?? document.activeElement)?.textContent ?? ''`;

/** Moves with the Tab key alone to what reads so, or begins so; a field reads as its label. The focus has to be seen there. */
export async function tabTo(page: Page, name: string | RegExp, most = 60): Promise<void> {
  for (let step = 0; step < most; step++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>(FOCUSED);
    if (!(typeof name === 'string' ? focused.startsWith(name) : name.test(focused))) continue;
    assert.equal(await focusFault(page), '');
    return;
  }
  assert.fail(`${String(name)} is not reached by Tab`);
}

/** Whether the choice of a list that Enter would take is drawn differently from a choice that it would not. */
export function chosenIsSeen(page: Page): Promise<boolean> {
  return page.waitForFunction(`(() => {
    const chosen = document.getElementById(document.activeElement?.getAttribute('aria-activedescendant') ?? '');
    const style = chosen && getComputedStyle(chosen);
    return chosen !== null && { seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
  })()`).then((found) => found.evaluate<boolean, { seen: boolean }>(({ seen }) => seen));
}

/** Goes through every tab stop of the page, once round; answers how many there were and what was wrong. */
export async function tabRound(page: Page, most = 80): Promise<{ stops: number; faults: string[] }> {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (let stops = 0; stops < most; stops++) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate<string>(PLACE);
    if (seen.has(place)) return { stops: seen.size, faults };
    seen.add(place);
    const fault = await focusFault(page);
    if (fault !== '') faults.push(fault);
  }
  return { stops: seen.size, faults };
}

const PLACE = `(() => {
  const path = [];
  for (let one = document.activeElement; one && one !== document.body; one = one.parentElement) path.push([...one.parentElement?.children ?? []].indexOf(one));
  return path.join('.');
})()`;
