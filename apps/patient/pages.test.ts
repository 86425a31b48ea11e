import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resource } from '@medplum/fhirtypes';
import { generatePopulation } from '../../dev-env/population/generate.ts';
import { RECORD_PAGES } from './record-pages.ts';
import { fakeApi } from './testing/fake-api.ts';
import { patientServer } from './testing/patient-server.ts';
import { realRecords } from './testing/real-records.ts';
import { Visitor } from './testing/visitor.ts';

/** Every page reachable from the hub by links, by address. */
async function crawl(record: readonly Resource[]): Promise<Map<string, string>> {
  const visitor = new Visitor(await patientServer(fakeApi({ someone: record }).api));
  await visitor.signIn('someone');
  const pages = new Map<string, string>();
  const waiting = ['/my/', '/my/record', '/my/sign-out', '/my/accessibility'];
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    if (pages.has(url)) continue;
    const { statusCode, body } = await visitor.get(url);
    assert.equal(statusCode, 200, url);
    pages.set(url, body);
    for (const [, href = ''] of body.matchAll(/ href="(\/my\/[^"#]*)"/g)) {
      if (!href.startsWith('/my/assets/')) waiting.push(href.replaceAll('&amp;', '&'));
    }
  }
  return pages;
}

/** The text a reader sees. */
function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, ' ').replaceAll('&#x27;', '\'').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').replace(/\s+/g, ' ');
}

function checkPage(url: string, html: string): void {
  assert.match(html, /^<!doctype html><html lang="en">/, url);
  assert.equal(html.match(/<h1[ >]/g)?.length, 1, `${url}: one h1`);
  for (const landmark of ['<header', '<main', '<footer']) assert.equal(html.split(landmark).length - 1, 1, `${url}: ${landmark}`);
  assert.match(html, /<meta name="format-detection" content="telephone=no"\/>/, url);
  assert.doesNotMatch(textOf(html), /undefined|\[object|\bnull\b|NaN|Invalid Date|Infinity/, url);
  assert.doesNotMatch(html, / style="| on[a-z]+="|<script(?! type="module" src=")|<style/, `${url}: no inline script or style`);
  const levels = [...html.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
  levels.forEach((level, index) => assert.ok(level <= (levels[index - 1] ?? 0) + 1, `${url}: heading levels ${levels.join()}`));
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length, `${url}: ids`);
  for (const [, id] of html.matchAll(/<(?:input|select)[^>]* id="([^"]*)"/g)) assert.ok(html.includes(`for="${id}"`), `${url}: label of ${id}`);
}

const REAL = realRecords();

describe('pages of the real records', () => {
  for (const [family, record] of Object.entries(REAL)) {
    it(`${family}: every page renders, well formed and without holes`, async () => {
      const pages = await crawl(record);
      for (const [url, html] of pages) checkPage(url, html);
      for (const { path } of RECORD_PAGES.filter(({ path }) => !/:id|past/.test(path))) assert.ok(pages.has(`/my${path}`), `${path} is reachable`);
    });

    it(`${family}: nothing that is recorded is missing from the pages`, async () => {
      const all = textOf([...(await crawl(record)).values()].join(' ')).toLowerCase();
      for (const resource of record) {
        for (const text of wordsOf(resource)) assert.ok(all.includes(text.replace(/\s+/g, ' ').trim().toLowerCase()), `${resource.resourceType} ${resource.id ?? ''}`);
      }
    });
  }

  it('say nothing of items that the source left out', async () => {
    for (const record of [REAL['meyers'], REAL['nel']]) {
      assert.ok(record !== undefined && JSON.stringify(record).includes('Items excluded'));
      for (const [url, html] of await crawl(record)) assert.doesNotMatch(html, /excluded|confidentiality and\/or/i, url);
    }
  });
});

/** Free text that a resource was recorded with, where it is one that a patient should find. */
function wordsOf(resource: Resource): string[] {
  switch (resource.resourceType) {
    case 'Observation':
    case 'Condition':
    case 'AllergyIntolerance':
    case 'Immunization':
    case 'ServiceRequest':
      // Qualifiers in front of the text are shown as facts or left out as filing marks.
      return (resource.note ?? []).map(({ text }) => (text ?? '').split(/ : [A-Za-z ]+(?:, [A-Za-z]+ : [A-Za-z ]+)* - /).at(-1) ?? '').filter((text) => !/^[A-Z][a-z ]+ : /.test(text));
    case 'MedicationRequest':
      return resource.intent === 'plan' ? [resource.medicationCodeableConcept?.text ?? resource.medicationCodeableConcept?.coding?.[0]?.display ?? '', resource.dosageInstruction?.[0]?.text ?? ''] : [];
    case 'DiagnosticReport':
      return resource.conclusion === undefined ? [] : [resource.conclusion];
    default:
      return [];
  }
}

describe('pages of made-up records', () => {
  it('render for the first patients of the demonstration practice', async () => {
    let directory: Resource[] = [];
    for (const made of generatePopulation({ seed: 1, patients: 3, practice: { ods: 'A20047', name: 'Riverside Surgery' }, today: '2026-11-22' })) {
      if (made.directory.length > 0) directory = made.directory;
      for (const [url, html] of await crawl([made.patient, ...made.resources, ...directory])) checkPage(url, html);
    }
  });
});

describe('hostile content', () => {
  const attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'{{7*7}}';
  const subject = { reference: 'Patient/p' };
  const encounter = { reference: 'Encounter/e' };
  const hostile: Resource[] = [
    { resourceType: 'Patient', id: 'p', name: [{ family: attack, given: [attack] }], address: [{ line: [attack], city: attack }], telecom: [{ system: 'phone', value: attack }, { system: 'email', value: attack }], managingOrganization: { reference: 'Organization/o' } },
    { resourceType: 'Organization', id: 'o', name: attack, telecom: [{ system: 'phone', value: attack }] },
    { resourceType: 'Encounter', id: 'e', status: 'finished', class: { code: 'AMB' }, type: [{ text: attack }], subject, period: { start: '2026-01-01' } },
    { resourceType: 'Observation', id: 'o1', status: 'final', code: { text: attack }, valueString: attack, subject, encounter, note: [{ text: attack }] },
    { resourceType: 'Observation', id: 'o2', status: 'final', category: [{ coding: [{ code: 'laboratory' }] }], code: { text: attack }, valueQuantity: { value: 1, unit: attack }, referenceRange: [{ text: attack }], subject },
    { resourceType: 'Condition', id: 'c', code: { text: attack }, subject, note: [{ text: attack }] },
    { resourceType: 'AllergyIntolerance', id: 'a', code: { text: attack }, patient: subject, reaction: [{ manifestation: [{ text: attack }] }] },
    { resourceType: 'MedicationRequest', id: 'm', status: 'active', intent: 'plan', medicationCodeableConcept: { text: attack }, subject, dosageInstruction: [{ text: attack, patientInstruction: attack }] },
    { resourceType: 'DocumentReference', id: 'd', status: 'current', type: { text: attack }, description: attack, content: [{ attachment: { url: 'javascript:alert(1)' } }], subject },
    { resourceType: 'ServiceRequest', id: 's', status: 'active', intent: 'order', code: { text: attack }, subject },
    { resourceType: 'Immunization', id: 'i', status: 'completed', vaccineCode: { text: attack }, patient: subject, lotNumber: attack },
  ];

  it('is shown as text, never run', async () => {
    const pages = await crawl(hostile);
    for (const [url, html] of pages) {
      checkPage(url, html);
      assert.doesNotMatch(html, /<script>|<img|href="javascript:/i, url);
    }
    assert.ok([...pages.values()].some((html) => html.includes('&lt;script&gt;alert(1)')));
  });

  it('in a search comes back as text', async () => {
    const visitor = new Visitor(await patientServer(fakeApi({ someone: hostile }).api));
    await visitor.signIn('someone');
    const { body } = await visitor.get(`/my/record/consultations?search=${encodeURIComponent(attack)}x&page=-1e9`);
    assert.doesNotMatch(body, /<script>alert/);
    assert.match(body, /Nothing found for/);
  });
});

describe('a record with next to nothing in it', () => {
  it('renders every page, and does not take silence for health', async () => {
    const pages = await crawl([{ resourceType: 'Patient', id: 'p' }]);
    for (const [url, html] of pages) checkPage(url, html);
    assert.match(pages.get('/my/record/allergies') ?? '', /This does not mean that you have none/);
  });
});

describe('long lists', () => {
  it('come 25 to a page, and a page that is not there gives the nearest', async () => {
    const problems = Array.from({ length: 60 }, (_, index): Resource => ({ resourceType: 'Condition', id: `c${index}`, clinicalStatus: { coding: [{ code: 'inactive' }] }, code: { text: `Problem number ${index}` }, subject: { reference: 'Patient/p' } }));
    const visitor = new Visitor(await patientServer(fakeApi({ someone: [{ resourceType: 'Patient', id: 'p' }, ...problems] }).api));
    await visitor.signIn('someone');
    const shown = async (query: string): Promise<number> => (await visitor.get(`/my/record/conditions${query}`)).body.match(/Problem number/g)?.length ?? 0;
    assert.deepEqual([await shown(''), await shown('?page=2'), await shown('?page=3'), await shown('?page=99'), await shown('?page=x')], [25, 25, 10, 10, 25]);
    assert.match((await visitor.get('/my/record/conditions?page=2')).body, /Showing 26 to 50 of 60/);
  });
});
