import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { publishedByR4 } from '../../../scripts/slim-terminology.ts';
import { published, PUBLISHED_FILES } from './published.ts';
import { printPublished } from './slim-published.ts';

it('r4.json is what its generator makes of the definitions that are installed', () => {
  assert.equal(readFileSync(PUBLISHED_FILES.r4, 'utf8'), printPublished(publishedByR4()));
});

it('each file says where it is from and under which licence, and no URL is defined twice', () => {
  for (const file of Object.values(PUBLISHED_FILES)) {
    const { source, licence, valueSets, codeSystems } = JSON.parse(readFileSync(file, 'utf8')) as { source: string; licence: string; valueSets: { url: string }[]; codeSystems: { url: string }[] };
    assert.ok(source !== '' && licence !== '');
    for (const list of [valueSets, codeSystems]) assert.equal(new Set(list.map(({ url }) => url)).size, list.length);
  }
  assert.ok(published().valueSets.size > 700 && published().codeSystems.size > 500);
});
