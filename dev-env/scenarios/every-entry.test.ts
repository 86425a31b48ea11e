import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { importPath } from '../../exchange/import/import-path.ts';
import { createValidator } from '../../platform/fhir/validation/validate.ts';
import { plain, soughtIn, type Sought } from './source-entries.ts';
import { ODS, openStage, type Stage } from './stage.ts';

const FOLDER = join(import.meta.dirname, '..', 'examples', 'gp-connect');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
/** So many entries of each record are looked for by their code and opened. */
const OPENED = 30;

let stage: Stage;
let page: Page;

before(async () => {
  stage = await openStage({ patients: 1 });
  const validator = createValidator();
  const { failures } = await importPath(stage.server.database.app, FOLDER, { practice: ODS, account: 'system:test', validate: (resource) => validator.validate(resource) });
  assert.deepEqual(failures, []);
  page = await stage.staff('gp', '', { viewport: { width: 1440, height: 3000 } });
});
after(() => stage.end());

/** Every line of the journal, by scrolling through it as a reader does. */
async function linesOfJournal(): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    const box = document.querySelector('.journal-scroll');
    const lines = new Map();
    const collect = () => document.querySelectorAll('.journal-row').forEach((row) => { const line = row.querySelector('.journal-line'); if (line) lines.set(row.dataset.row, line.innerText); });
    for (let top = 0; ; top += box.clientHeight * 0.8) {
      box.scrollTop = top;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      collect();
      if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) break;
    }
    return [...lines.values()];
  })()`);
}

function says(line: string, { terms, date, author, values }: Sought): boolean {
  return terms.some((term) => line.includes(term)) && values.every((value) => line.includes(value))
    && (date === undefined || line.includes(date.toLowerCase())) && (author === undefined || line.includes(author.toLowerCase()));
}

for (const file of FILES) {
  it(`an entry of ${file.slice(0, 10)} cannot be found in the journal by its term, date, author and value`, async () => {
    const source = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Parameters<typeof soughtIn>[0];
    const patient = source.entry.find(({ resource }) => resource.resourceType === 'Patient')?.resource.id ?? '';
    const sought = soughtIn(source);
    await page.goto(`${stage.server.base}/workspace/patient/${await idOf(file, patient)}/journal`);
    await page.locator('.journal-line').first().waitFor();
    const lines = (await linesOfJournal()).map(plain);
    assert.deepEqual(sought.filter((entry) => !isThere(entry, sought, lines)), []);
    assert.ok(lines.length >= sought.length, `${lines.length} lines for ${sought.length} entries`);

    const coded = sought.filter(({ codes }) => codes.length > 0);
    const step = Math.max(1, Math.floor(coded.length / OPENED));
    for (const entry of coded.filter((_, index) => index % step === 0).slice(0, OPENED)) await openByCode(entry);
  });
}

/** Entries that are alike in everything must be there as often as the source has them. */
function isThere(entry: Sought, sought: readonly Sought[], lines: readonly string[]): boolean {
  const alike = sought.filter((other) => JSON.stringify({ ...other, place: '' }) === JSON.stringify({ ...entry, place: '' })).length;
  return lines.filter((line) => says(line, entry)).length >= alike;
}

async function openByCode(entry: Sought): Promise<void> {
  const [code = ''] = entry.codes;
  await page.getByLabel(/^Words, codes or values/).fill(`${code} ${entry.date ?? ''}`);
  await page.getByText(/^\d+ of \d+ entries$/).first().waitFor();
  const found = (await page.locator('.journal-line').allInnerTexts()).findIndex((line) => says(plain(line), entry));
  assert.notEqual(found, -1, `${entry.place} is not found by its code`);
  const line = page.locator('.journal-line').nth(found);
  if (await line.getAttribute('aria-expanded') === 'false') await line.click();
  await page.locator('.line-details', { hasText: code }).first().waitFor();
}

/** Where the record of a source's patient stands here: the source masks the NHS number, the id is kept. */
async function idOf(file: string, id: string): Promise<string> {
  const gp = await stage.server.as('gp');
  const answer = await gp(`/fhir/r4/Patient/${id}`);
  assert.equal(answer.status, 200, file);
  return id;
}
