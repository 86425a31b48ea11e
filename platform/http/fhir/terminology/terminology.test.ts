import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { OperationOutcome, Parameters, ParametersParameter, ValueSet } from '@medplum/fhirtypes';
import { askingFhir } from '../../../../dev-env/ask-fhir.ts';
import { startTestServer, type TestServer } from '../../../../dev-env/test-server.ts';
import { keepSnomed } from '../../../terminology/release/load-snomed.ts';
import { switchRelease } from '../../../terminology/release/releases.ts';
import { SMALL_ABOUT, smallRelease } from '../../../terminology/testing/small-release.ts';

let server: TestServer;
let get: ReturnType<typeof askingFhir>;
const SCT = 'http://snomed.info/sct';

before(async () => {
  server = await startTestServer({ patients: 2 });
  get = askingFhir(await server.as('gp'));
});
after(() => server.stop());

function post<T>(path: string, body: object, wanted = 200): Promise<T> {
  return get(path, wanted, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/fhir+json', origin: server.base } });
}

const codes = ({ expansion }: ValueSet): string[] => (expansion?.contains ?? []).map(({ code = '' }) => code);
const parameters = (given: ParametersParameter[]): Parameters => ({ resourceType: 'Parameters', parameter: given });
const value = ({ parameter = [] }: Parameters, name: string): unknown => {
  const found = parameter.find((one) => one.name === name);
  return found === undefined ? undefined : Object.entries(found).find(([key]) => key.startsWith('value'))?.[1];
};
const expand = (query: Record<string, string>) => get<ValueSet>(`ValueSet/$expand?${new URLSearchParams(query).toString()}`);

it('without a release: the practice’s own terms, and what asks SNOMED CT says that there is none', async () => {
  const own = await expand({ filter: 'hyper' });
  assert.match(own.description ?? '', /no release/);
  const outcome = await get<OperationOutcome>(`CodeSystem/$lookup?system=${SCT}&code=73211009`, 503);
  assert.match(outcome.issue?.[0]?.details?.text ?? '', /No release of SNOMED CT/);
});

it('a release that is put into use answers at once, and says what it is', async () => {
  await keepSnomed(server.database.owner, SMALL_ABOUT, smallRelease(), () => undefined);
  await switchRelease(server.database.owner, 'snomed', SMALL_ABOUT.version);
  await server.background.terminology.refresh();
  const found = await expand({ filter: 'chest pa', count: '8' });
  assert.equal(found.expansion?.contains?.[0]?.display, 'Chest pain');
  assert.equal(found.description, SMALL_ABOUT.title);
  assert.ok(found.expansion?.parameter?.some(({ name, valueBoolean }) => name === 'demonstration-subset' && valueBoolean === true));
});

it('shows the term that matched beside the preferred one, one row a concept', async () => {
  const { expansion } = await expand({ filter: 'heart att' });
  assert.deepEqual(expansion?.contains?.map(({ code, display, extension }) => [code, display, extension?.[0]?.valueString]), [['22298006', 'Myocardial infarction', 'Heart attack']]);
});

it('expands implicit value sets: all, below, reference sets, ECL; in pages that neither skip nor repeat', async () => {
  assert.deepEqual(codes(await expand({ url: `${SCT}?fhir_vs=isa/73211009` })).toSorted(), ['44054006', '46635009', '73211009']);
  assert.deepEqual(codes(await expand({ url: `${SCT}?fhir_vs=refset/999000051000001100` })), ['195967001']);
  assert.deepEqual(codes(await expand({ url: `${SCT}?fhir_vs=ecl/${encodeURIComponent('< 404684003 : 363698007 = 51185008')}` })), ['29857009']);
  const all = await expand({ url: `${SCT}?fhir_vs` });
  assert.equal(all.expansion?.total, 16);
  const pages: string[] = [];
  for (let offset = 0; offset < 20; offset += 5) pages.push(...codes(await expand({ url: `${SCT}?fhir_vs`, count: '5', offset: String(offset) })));
  assert.deepEqual(pages, codes(all));
  await get(`ValueSet/$expand?url=${encodeURIComponent(`${SCT}?fhir_vs=ecl/<< `)}`, 400);
  await get('ValueSet/$expand?url=http://nobody.example/ValueSet/x', 404);
  const unknown = await get<OperationOutcome>(`ValueSet/$expand?url=${encodeURIComponent(`${SCT}?fhir_vs=isa/91936005`)}`, 400);
  assert.match(unknown.issue?.[0]?.details?.text ?? '', /has no 91936005/);
});

it('expands and validates the value sets of R4 and UK Core that our profiles are bound to', async () => {
  assert.deepEqual(codes(await expand({ url: 'http://hl7.org/fhir/ValueSet/administrative-gender' })), ['male', 'female', 'other', 'unknown']);
  assert.ok(codes(await expand({ url: 'https://fhir.hl7.org.uk/ValueSet/UKCore-PersonMaritalStatusCode', filter: 'marr' })).includes('M'));
  assert.deepEqual(codes(await expand({ url: 'https://fhir.hl7.org.uk/ValueSet/UKCore-ConditionCode', filter: 'asthm' })), ['195967001']);
  const check = (url: string, system: string, code: string) => get<Parameters>(`ValueSet/$validate-code?${new URLSearchParams({ url, system, code }).toString()}`);
  assert.equal(value(await check('https://fhir.hl7.org.uk/ValueSet/UKCore-ConditionCode', SCT, '44054006'), 'result'), true);
  assert.equal(value(await check('https://fhir.hl7.org.uk/ValueSet/UKCore-ConditionCode', SCT, '51185008'), 'result'), false);
  assert.equal(value(await check('http://hl7.org/fhir/ValueSet/administrative-gender', 'http://hl7.org/fhir/administrative-gender', 'mal'), 'result'), false);
});

it('looks up what a code is called, where it stands, and what stands for an inactive one', async () => {
  const found = await get<Parameters>(`CodeSystem/$lookup?system=${SCT}&code=29857009`);
  assert.equal(value(found, 'display'), 'Chest pain');
  const property = (of: Parameters, code: string): unknown[] => (of.parameter ?? []).filter(({ name, part }) => name === 'property' && part?.[0]?.valueCode === code).map(({ part }) => part?.[1]?.valueCode ?? part?.[1]?.valueBoolean);
  assert.deepEqual([property(found, 'parent'), property(found, '363698007'), property(found, 'inactive')], [['404684003'], ['51185008'], [false]]);
  const old = await post<Parameters>('CodeSystem/$lookup', parameters([{ name: 'coding', valueCoding: { system: SCT, code: '8801005' } }, { name: 'property', valueCode: 'inactive' }, { name: 'property', valueCode: 'same-as' }]));
  assert.deepEqual([property(old, 'inactive'), property(old, 'same-as'), property(old, 'parent')], [[true], ['73211009'], []]);
  await get(`CodeSystem/$lookup?system=${SCT}&code=999`, 404);
  await get('CodeSystem/$lookup?system=http://nobody.example&code=1', 404);
  assert.equal(value(await get<Parameters>('CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=male'), 'display'), 'Male');
});

it('validates codes and what they are called', async () => {
  const check = async (query: Record<string, string>) => {
    const found = await get<Parameters>(`CodeSystem/$validate-code?${new URLSearchParams(query).toString()}`);
    return [value(found, 'result'), value(found, 'display'), value(found, 'inactive')];
  };
  assert.deepEqual(await check({ url: SCT, code: '22298006', display: 'heart attack' }), [true, 'Myocardial infarction', undefined]);
  assert.deepEqual(await check({ url: SCT, code: '22298006', display: 'Asthma' }), [false, 'Myocardial infarction', undefined]);
  assert.deepEqual(await check({ url: SCT, code: '8801005' }), [true, 'Secondary diabetes mellitus', true]);
  assert.deepEqual(await check({ url: SCT, code: '1' }), [false, undefined, undefined]);
  const concept = await post<Parameters>('ValueSet/$validate-code', parameters([{ name: 'url', valueUri: `${SCT}?fhir_vs=isa/73211009` }, { name: 'codeableConcept', valueCodeableConcept: { coding: [{ system: 'urn:other', code: 'x' }, { system: SCT, code: '46635009' }] } }]));
  assert.deepEqual([value(concept, 'result'), value(concept, 'code')], [true, '46635009']);
});

it('tells how two codes stand to each other', async () => {
  const outcome = async (codeA: string, codeB: string, system = SCT) => value(await get<Parameters>(`CodeSystem/$subsumes?${new URLSearchParams({ codeA, codeB, system }).toString()}`), 'outcome');
  assert.deepEqual(await Promise.all([outcome('73211009', '44054006'), outcome('44054006', '73211009'), outcome('44054006', '44054006'), outcome('44054006', '46635009')]), ['subsumes', 'subsumed-by', 'equivalent', 'not-subsumed']);
  assert.equal(await outcome('_ActAccountCode', 'ACCTRECEIVABLE', 'http://terminology.hl7.org/CodeSystem/v3-ActCode'), 'subsumes');
});

it('translates: what replaces an inactive concept, CTV3 both ways, and a map that the practice keeps', async () => {
  const translated = async (query: Record<string, string>) => ((await get<Parameters>(`ConceptMap/$translate?${new URLSearchParams(query).toString()}`)).parameter ?? []).filter(({ name }) => name === 'match').map(({ part }) => [part?.[0]?.valueCode, part?.[1]?.valueCoding?.code]);
  assert.deepEqual(await translated({ system: SCT, code: '8801005' }), [['equal', '73211009']]);
  assert.deepEqual(await translated({ url: `${SCT}?fhir_cm=900000000000527005`, system: SCT, code: '8801005' }), [['equal', '73211009']]);
  assert.deepEqual(await translated({ url: `${SCT}?fhir_cm=900000000000497000`, system: SCT, code: '195967001' }), [['relatedto', 'H33..']]);
  assert.deepEqual(await translated({ url: `${SCT}?fhir_cm=900000000000497000`, system: 'http://read.info/ctv3', code: 'H33..', reverse: 'true' }), [['relatedto', '195967001']]);
  await post('ConceptMap', { resourceType: 'ConceptMap', status: 'active', url: 'urn:a:map', group: [{ source: 'http://read.info/readv2', target: SCT, element: [{ code: 'C10..', target: [{ code: '73211009', equivalence: 'equivalent' }] }] }] }, 201);
  assert.deepEqual(await translated({ url: 'urn:a:map', system: 'http://read.info/readv2', code: 'C10..' }), [['equivalent', '73211009']]);
});

it('a practice’s own code cluster is a value set: kept, versioned, expanded, validated, searched by', async () => {
  const cluster: ValueSet = { resourceType: 'ValueSet', status: 'active', url: 'urn:a:cluster', version: '1', name: 'DIABETES', compose: { include: [{ system: SCT, filter: [{ property: 'constraint', op: '=', value: '<< 73211009' }] }], exclude: [{ system: SCT, concept: [{ code: '46635009' }] }] } };
  const kept = await post<ValueSet>('ValueSet', cluster, 201);
  await post('ValueSet', { ...cluster, version: '2', compose: { include: [{ system: SCT, concept: [{ code: '46635009' }] }] } }, 201);
  assert.deepEqual(codes(await expand({ url: 'urn:a:cluster|1' })).toSorted(), ['44054006', '46635009', '73211009'].filter((code) => code !== '46635009'));
  assert.deepEqual(codes(await get<ValueSet>(`ValueSet/${kept.id}/$expand`)).length, 2);
  assert.deepEqual(codes(await expand({ url: 'urn:a:cluster' })), ['46635009'], 'the newest version where none is named');
});

it('searches by hierarchy and by value set, an entry written just now included', async () => {
  const patient = ((await get<{ entry: { resource: { id: string } }[] }>('Patient?_count=1')).entry[0]?.resource.id) ?? '';
  const condition = (code: string) => ({ resourceType: 'Condition', clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] }, category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-category', code: 'problem-list-item' }] }], code: { coding: [{ system: SCT, code }] }, subject: { reference: `Patient/${patient}` } });
  const found = async (query: string) => ((await get<{ entry?: { resource: { code: { coding: { code: string }[] } } }[] }>(`Condition?patient=${patient}&_count=500&${query}`)).entry ?? []).map(({ resource }) => resource.code.coding[0]?.code);
  const before = await found(`code:below=${SCT}|73211009`);
  for (const code of ['44054006', '46635009', '22298006']) await post('Condition', condition(code), 201);
  const below = await found(`code:below=${SCT}|73211009`);
  assert.equal(below.length, before.length + 2);
  assert.ok(below.includes('44054006') && !below.includes('22298006'));
  assert.ok((await found(`code:above=${SCT}|44054006`)).includes('44054006'));
  assert.ok((await found('code:in=urn:a:cluster')).every((code) => code === '46635009'));
  assert.ok(!(await found('code:not-in=urn:a:cluster')).includes('46635009'));
  await get(`Condition?patient=${patient}&clinical-status:below=x`, 400);
  await get(`Condition?code:in=urn:not:known`, 404);
});

it('counts what somebody chooses, by account, and nothing of an import', async () => {
  const rows = await server.database.owner.query<{ code: string; uses: number }>(`select code, uses from term_use where practice = 'A20047' order by code`, []);
  assert.deepEqual([...rows], [{ code: 'sct|22298006', uses: 1 }, { code: 'sct|44054006', uses: 1 }, { code: 'sct|46635009', uses: 1 }]);
});
