import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEMONSTRATION_EXTRACT, RELEASE_EXTRACT } from '../../../dev-env/terminology/dmd-extracts.ts';
import { MEDICINE } from '../../../dev-env/population/codes.ts';
import { LEVELS, decodeDmd, encodeDmd } from './dmd.ts';
import { readDmd } from './read/read-dmd.ts';

const dmd = await readDmd(RELEASE_EXTRACT);
const every = LEVELS.flatMap((level) => Array.from({ length: dmd.table(level).length }, (_, row) => dmd.table(level).id(row)));

test('a generic carries what a prescriber needs, by the codes and words of the release', () => {
  const gel = dmd.product('22480211000001104');
  assert.ok(gel?.level === 'VMP');
  assert.equal(gel.description, 'Diclofenac 2.32% gel');
  assert.equal(gel.previousName, 'Diclofenac 2% gel');
  assert.deepEqual(gel.vtm, { id: '32889211000001103', name: 'Diclofenac diethylammonium' });
  assert.deepEqual(gel.prescribingStatus, { code: '0001', description: 'Valid as a prescribable product' });
  assert.deepEqual(gel.controlledDrug, { code: '0000', description: 'No Controlled Drug Status' });
  assert.deepEqual(gel.forms.map(({ description }) => description), ['Gel']);
  assert.deepEqual(gel.routes.map(({ description }) => description), ['Transdermal']);
  const [ingredient] = gel.ingredients;
  assert.equal(ingredient?.substance.name, 'Diclofenac diethylammonium');
  assert.deepEqual([ingredient?.strength?.value, ingredient?.strength?.unit?.description, ingredient?.per?.value, ingredient?.per?.unit?.description], [23.2, 'mg', 1, 'gram']);
});

test('packs carry prices in pence, legal category, what was discontinued, and their GTINs', () => {
  const pack = dmd.product('22479411000001100');
  assert.ok(pack?.level === 'VMPP');
  assert.deepEqual([pack.quantity?.value, pack.drugTariff?.price, pack.drugTariff?.since, pack.drugTariff?.previousPrice], [50, 659, '2017-04-01', 599]);
  const nutrison = dmd.product('1714711000001106');
  assert.ok(nutrison?.level === 'AMPP');
  assert.equal(nutrison.subpack, '1 x 500ml bottle');
  assert.deepEqual(nutrison.price, { pence: 485, since: '2019-01-10', previousPence: 468, basis: { code: '0001', description: 'NHS Indicative Price' } });
  assert.equal(nutrison.prescribing?.acbs, true);
  assert.deepEqual(nutrison.gtins, [
    { gtin: '8712400158572', from: '2010-02-01', to: '2013-07-21' },
    { gtin: '8712400360258', from: '2013-07-22', to: undefined },
  ]);
  const gone = dmd.product('10837111000001102');
  assert.ok(gone?.level === 'AMPP');
  assert.deepEqual([gone.discontinued?.description, gone.discontinuedSince, gone.legalCategory?.description], ['Discontinued Flag', '2012-09-03', 'Not Applicable']);
});

test('one finds the way between generic, brand and pack, in both directions', () => {
  assert.deepEqual(dmd.vmpsOf('90356005').toSorted(), ['347208002', '36016311000001102']);
  assert.ok(dmd.ampsOf('22480211000001104').includes('22479611000001102'));
  assert.equal(dmd.vmppsOf('22480211000001104').length, 3);
  for (const id of every) {
    for (const parent of dmd.parentsOf(id)) {
      const down = [...dmd.vmpsOf(parent), ...dmd.ampsOf(parent), ...dmd.vmppsOf(parent), ...dmd.amppsOf(parent)];
      assert.ok(down.includes(id), `${parent} leads back to ${id}`);
    }
  }
});

test('an old identifier finds the one in its place; one of today has none', () => {
  assert.equal(dmd.successorOf('347209005'), '36016311000001102');
  assert.equal(dmd.successorOf('36016311000001102'), undefined);
  assert.equal(dmd.level('36016311000001102'), 'VMP');
  assert.equal(dmd.level('347209005'), undefined);
  assert.equal(dmd.product('no number'), undefined);
});

test('a release comes back from its bytes as it was, wherever they lie in memory', () => {
  const shifted = Buffer.concat([Buffer.alloc(3), encodeDmd(dmd)]).subarray(3);
  const back = decodeDmd(shifted);
  assert.ok(every.length > 60);
  for (const id of every) assert.deepEqual(back.product(id), dmd.product(id));
  assert.deepEqual(back.release, dmd.release);
});

test('bytes that were changed, cut or are something else are refused', () => {
  const bytes = encodeDmd(dmd);
  const changed = Buffer.from(bytes);
  changed[bytes.length - 9] = (changed[bytes.length - 9] ?? 0) ^ 1;
  assert.throws(() => decodeDmd(changed), /damaged/);
  assert.throws(() => decodeDmd(Buffer.from(bytes.subarray(0, bytes.length - 8))), /damaged/);
  assert.throws(() => decodeDmd(Buffer.from('something else')), /are not DMD1/);
});

test('the demonstration holds each medicine of the made-up patients that has a code, by the same name', async () => {
  const demonstration = await readDmd(DEMONSTRATION_EXTRACT, () => {}, { partial: true });
  let coded = 0;
  for (const { coding, text } of Object.values(MEDICINE)) {
    const code = coding?.[0]?.code;
    if (code === undefined) continue;
    coded++;
    assert.equal(demonstration.product(code)?.description, text);
  }
  assert.ok(coded > 25);
});
