/**
 * `node bench/terminology/measure-search.ts [concepts] [words]`: builds the index of a made-up release as large as the
 * United Kingdom's, and types into it.
 */
import { buildEdition } from '../../platform/terminology/build/build-edition.ts';
import { Edition } from '../../platform/terminology/edition.ts';
import { buildTermIndex } from '../../platform/terminology/search/build-term-index.ts';
import { TermIndex } from '../../platform/terminology/search/term-index.ts';
import { madeRelease } from '../../platform/terminology/search/testing/made-release.ts';
import { searchSamples, summary } from './search-cases.ts';

const [concepts = 1_000_000, words = 400_000] = process.argv.slice(2).map(Number);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const MB = 1_048_576;

const edition = new Edition(buildEdition({ title: 'Made up', version: '', demonstration: true, notice: '' }, madeRelease(concepts, words)));
say(`${edition.size} concepts, ${edition.descriptionActive.length} descriptions; ${Math.round(process.memoryUsage().rss / MB)} MB before`);
const before = process.cpuUsage();
let from = performance.now();
const packed = buildTermIndex(edition);
const { user, system } = process.cpuUsage(before);
say(`built in ${((performance.now() - from) / 1000).toFixed(1)} s (${((user + system) / 1_000_000).toFixed(1)} s CPU), ${(packed.length / MB).toFixed(0)} MB; ${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most`);
from = performance.now();
const index = new TermIndex(packed, edition);
say(`opened in ${(performance.now() - from).toFixed(1)} ms`);
const findings = new Uint32Array(Math.ceil(edition.size / 32)).map((_, i) => (i % 3 === 0 ? 0xffffffff : 0));
const samples = searchSamples(edition, index, findings);
for (const { kind, count, p50, p95, most } of summary(samples)) say(`${kind.padEnd(12)} ${String(count).padStart(6)}  p50 ${p50.toFixed(3)}  p95 ${p95.toFixed(3)}  most ${most.toFixed(1)} ms`);
for (const { text, milliseconds, found } of samples.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 12)) say(`slow: ${milliseconds.toFixed(1)} ms ${JSON.stringify(text)} ${found}`);
