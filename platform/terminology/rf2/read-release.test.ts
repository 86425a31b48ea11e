import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { it } from 'node:test';
import { ZipFile } from 'yazl';
import { buildEdition } from '../build/build-edition.ts';
import { Edition } from '../edition.ts';
import { replacementsOf } from '../replacements.ts';
import { madeRelease, writeZip, type ReleaseOptions } from '../../../dev-env/terminology/generate-release.ts';
import { decodeComponents, encodeComponents } from './encode-components.ts';
import type { PartKeeper } from '../release/keeper.ts';
import { readRelease } from './read-release.ts';
import type { LoadedRelease } from './loaded-release.ts';
import { ReleaseFault } from './release-fault.ts';
import { contentsOf, inFolder, saidBy } from './testing/release-on-disk.ts';

const SIZE = { concepts: 300, extension: 0.25 };
const load = async (options: Partial<ReleaseOptions>, more: Parameters<typeof readRelease>[1] = {}): Promise<LoadedRelease> =>
  inFolder(contentsOf(madeRelease({ ...SIZE, ...options })), (folder) => readRelease(folder, more));

it('Full, Snapshot and Deltas one upon the other say the same (Release File Specifications, 3.2 "Release Types")', async () => {
  const snapshot = await load({ kind: 'Snapshot' });
  const full = await load({ kind: 'Full' });
  assert.deepEqual(saidBy(full.components), saidBy(snapshot.components));
  let delta = await load({ kind: 'Snapshot', date: 20251001 });
  assert.notDeepEqual(saidBy(delta.components), saidBy(snapshot.components));
  for (const date of [20260401, 20261001]) {
    delta = await load({ kind: 'Delta', date }, { base: { ...delta, components: decodeComponents(encodeComponents(delta.components)) } });
  }
  assert.deepEqual(saidBy(delta.components), saidBy(snapshot.components));
  assert.deepEqual([delta.release.module, delta.release.effectiveTime, delta.release.packages], [snapshot.release.module, 20261001, snapshot.release.packages]);
});

it('reads a folder, its packages apart, a zip, and a zip in a zip alike', async () => {
  const files = madeRelease(SIZE);
  await inFolder(contentsOf(files), async (folder) => {
    const expected = saidBy((await readRelease(folder)).components);
    const packages = [...new Set(files.map(({ path }) => join(folder, path.split('/')[0] ?? '')))];
    assert.equal(packages.length, 2);
    assert.deepEqual(saidBy((await readRelease(packages)).components), expected);
    const zip = join(folder, 'release.zip');
    await writeZip(files, zip);
    assert.deepEqual(saidBy((await readRelease(zip)).components), expected);
    const outer = new ZipFile();
    outer.addBuffer(await readFile(zip), 'inner.zip');
    outer.end();
    await writeFile(join(folder, 'outer.zip'), await buffer(outer.outputStream));
    assert.deepEqual(saidBy((await readRelease(join(folder, 'outer.zip'))).components), expected);
  });
});

it('says what was released, and when', async () => {
  const { release } = await load({});
  assert.equal(release.kind, 'Snapshot');
  assert.equal(release.effectiveTime, 20261001);
  assert.deepEqual(release.packages, [{ name: 'SnomedCT_InternationalRF2_PRODUCTION_20261001T120000Z', effectiveTime: 20261001 }, { name: 'SnomedCT_ExampleRF2_PRODUCTION_20261001T120000Z', effectiveTime: 20261001 }]);
  // The module that needs the others stands for the edition.
  assert.equal(release.module, '19999999103');
});

it('an edition built of what was read answers', async () => {
  const { components } = await load({});
  const edition = new Edition(buildEdition({ title: '', version: '', demonstration: false, notice: '' }, components));
  const root = edition.ordinalOf('138875005');
  assert.equal(edition.fullySpecifiedName(root), 'SNOMED CT Concept');
  assert.ok(edition.childrenOf(root).length >= 8);
  assert.ok(edition.subsumes(root, edition.ordinalOf('404684003')));
  assert.deepEqual(edition.dialects, ['900000000000508004', '900000000000509007']);
  assert.ok(edition.active < edition.size);
  for (let concept = edition.active; concept < edition.size; concept++) assert.equal(replacementsOf(edition, concept).length, 1);
  for (let concept = 0; concept < edition.active; concept++) assert.ok(concept === root || edition.parentsOf(concept).length > 0);
  assert.ok(edition.sections.f64('concreteNumber').length > 0);
});

/** Forgets nothing; breaks down at the n-th file. */
function keeper(failAt = Infinity): PartKeeper & { kept: Map<string, Uint8Array>; hits: number } {
  const kept = new Map<string, Uint8Array>();
  let puts = 0;
  return {
    kept, hits: 0,
    get(name, digest) {
      const found = kept.get(`${name} ${digest}`);
      if (found !== undefined) this.hits++;
      return Promise.resolve(found);
    },
    put(name, digest, bytes) {
      if (++puts === failAt) return Promise.reject(new Error('The power is gone'));
      kept.set(`${name} ${digest}`, bytes);
      return Promise.resolve();
    },
  };
}

it('a run that was broken off goes on with the files it had finished, and comes to the same', async () => {
  const files = madeRelease(SIZE);
  await inFolder(contentsOf(files), async (folder) => {
    await writeZip(files, join(folder, 'release.zip'));
    for (const source of [folder, join(folder, 'release.zip')]) {
      const expected = saidBy((await readRelease(source)).components);
      const keep = keeper(9);
      await assert.rejects(readRelease(source, { keep }), /power/);
      assert.equal(keep.kept.size, 8);
      assert.deepEqual(saidBy((await readRelease(source, { keep })).components), expected);
      assert.equal(keep.hits, 8);
      assert.deepEqual(saidBy((await readRelease(source, { keep })).components), expected);
    }
  });
});

it('does not take what was kept of a file that has changed since', async () => {
  const contents = contentsOf(madeRelease(SIZE));
  const keep = keeper();
  await inFolder(contents, async (folder) => {
    await readRelease(folder, { keep });
    const [path = '', bytes = Buffer.alloc(0)] = [...contents].find(([each]) => each.includes('sct2_Concept_')) ?? [];
    await writeFile(join(folder, path), bytes.subarray(0, -3));
    await assert.rejects(readRelease(folder, { keep }), ReleaseFault);
  });
});

it('tells how far it has come, to the end', async () => {
  const fractions: number[] = [];
  await load({}, { onProgress: (_, fraction) => fractions.push(fraction) });
  assert.deepEqual(fractions, fractions.toSorted((a, b) => a - b));
  assert.ok((fractions.at(-1) ?? 0) > 0.8 && (fractions.at(-1) ?? 2) <= 1);
});

it('of a package that stands in several forms the Snapshot is read, or the form asked for', async () => {
  const both = contentsOf([...madeRelease(SIZE), ...madeRelease({ ...SIZE, kind: 'Full' })]);
  await inFolder(both, async (folder) => {
    assert.equal((await readRelease(folder)).release.kind, 'Snapshot');
    assert.equal((await readRelease(folder, { kind: 'Full' })).release.kind, 'Full');
  });
});
