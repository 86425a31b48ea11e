import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Bundle, Medication, Parameters, ValueSet } from '@medplum/fhirtypes';
import { askingFhir } from '../../../dev-env/ask-fhir.ts';
import { useDemonstrationTerms } from '../../../dev-env/terminology/use-demonstration.ts';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';

const DMD = 'https://dmd.nhs.uk';
let server: TestServer;
let get: ReturnType<typeof askingFhir>;

before(async () => {
  server = await startTestServer({ patients: 1 });
  get = askingFhir(await server.as('gp'));
});
after(() => server.stop());

const medications = ({ entry = [] }: Bundle): Medication[] => entry.map(({ resource }) => resource as Medication);
const codeOf = ({ code }: Medication): string => code?.coding?.[0]?.code ?? '';
const said = ({ extension = [] }: Medication, name: string): unknown => {
  const found = extension.find(({ url }) => url === `urn:jenner:dmd:${name}`);
  return found?.valueCode ?? found?.valueString ?? found?.valueInteger ?? found?.valueBoolean;
};

it('says that no dm+d is in use, until one is', async () => {
  await get('Medication/$find?text=amox', 503);
  await useDemonstrationTerms(server.database.owner);
  await server.background.terminology.refresh();
  const found = await get<Bundle>('Medication/$find?text=amox');
  assert.ok(found.meta?.extension?.some(({ url, valueBoolean }) => url === 'urn:jenner:dmd:demonstration' && valueBoolean === true));
});

it('finds by beginnings and strength in any order, descriptions verbatim, and says how many there are', async () => {
  const [one, other] = [await get<Bundle>('Medication/$find?text=amox 500'), await get<Bundle>('Medication/$find?text=500 amox&_count=1')];
  const [first] = medications(one);
  assert.ok(first);
  assert.match(first.code?.coding?.[0]?.display ?? '', /^Amoxicillin 500mg capsules$/);
  assert.equal(said(first, 'level'), 'VMP');
  assert.deepEqual([codeOf(medications(other)[0] ?? { resourceType: 'Medication' }), other.total], [codeOf(first), one.total]);
});

it('leads from a product to its drug, brands and packs, and answers $lookup, $translate and $validate-code of it', async () => {
  const [first] = medications(await get<Bundle>('Medication/$find?text=verap'));
  const code = codeOf(first ?? { resourceType: 'Medication' });
  const family = medications(await get<Bundle>(`Medication/$product?code=${code}`));
  assert.ok(family.some((one) => codeOf(one) === code));
  const vtm = family.find((one) => said(one, 'level') === 'VTM');
  assert.ok(vtm);
  const looked = await get<Parameters>(`CodeSystem/$lookup?system=${DMD}&code=${code}`);
  assert.equal(looked.parameter?.find(({ name }) => name === 'display')?.valueString, first?.code?.text);
  const up = await get<Parameters>(`ConceptMap/$translate?url=${encodeURIComponent(`${DMD}?fhir_cm=VTM`)}&system=${DMD}&code=${code}`);
  assert.equal(up.parameter?.find(({ name }) => name === 'match')?.part?.[1]?.valueCoding?.code, codeOf(vtm));
  const isIn = async (set: string) => (await get<Parameters>(`ValueSet/$validate-code?url=https://fhir.hl7.org.uk/ValueSet/${set}&system=${DMD}&code=${code}`)).parameter?.[0]?.valueBoolean;
  assert.equal(await isIn('UKCore-MedicationCode'), true);
  await get(`Medication/$product?code=1`, 404);
  await get(`CodeSystem/$lookup?system=${DMD}&code=1`, 404);
});

it('searches value sets of dm+d and more, in pages that neither skip nor repeat: UK Core’s medication and allergy codes', async () => {
  const expand = (set: string, query: string, wanted = 200) => get<ValueSet>(`ValueSet/$expand?url=https://fhir.hl7.org.uk/ValueSet/${set}&${query}`, wanted);
  const codes = ({ expansion }: ValueSet): string[] => (expansion?.contains ?? []).map(({ system = '', code = '' }) => `${system}|${code}`);
  const all = await expand('UKCore-MedicationCode', 'filter=verap&count=1000');
  const levels = new Set(await Promise.all(codes(all).slice(0, 40).filter((code) => code.startsWith(DMD)).map(async (code) => said(medications(await get<Bundle>(`Medication/$product?code=${code.split('|')[1]}`))[0] ?? { resourceType: 'Medication' }, 'level'))));
  assert.ok(levels.has('VTM') && levels.has('VMP'), [...levels].join());
  assert.equal(all.expansion?.total, codes(all).length);
  const pages: string[] = [];
  for (let offset = 0; offset < codes(all).length + 3; offset += 3) pages.push(...codes(await expand('UKCore-MedicationCode', `filter=verap&count=3&offset=${offset}`)));
  assert.deepEqual(pages, codes(all));
  assert.equal(new Set(pages).size, pages.length);
  const first = (await expand('UKCore-AllergyCode', 'filter=verap&count=1')).expansion?.contains?.[0];
  assert.equal(first?.display, 'Verapamil');
  const ingredient = (await expand('UKCore-AllergyCode', 'filter=amiloride hydro&count=1000')).expansion?.contains?.find(({ display }) => display === 'Amiloride hydrochloride');
  assert.ok(ingredient);
  const check = await get<Parameters>(`ValueSet/$validate-code?url=https://fhir.hl7.org.uk/ValueSet/UKCore-AllergyCode&system=${DMD}&code=${ingredient.code}`);
  assert.equal(check.parameter?.[0]?.valueBoolean, true);
  const looked = await get<Parameters>(`CodeSystem/$lookup?system=${DMD}&code=${ingredient.code}`);
  assert.equal(looked.parameter?.find(({ name }) => name === 'display')?.valueString, 'Amiloride hydrochloride');
  await expand('UKCore-MedicationCode', 'count=5', 400);
});
