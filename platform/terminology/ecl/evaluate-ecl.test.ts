import assert from 'node:assert/strict';
import { it } from 'node:test';
import { buildEdition } from '../build/build-edition.ts';
import { DEFINITION } from '../components.ts';
import { Edition } from '../edition.ts';
import { componentsOfList, type ListedConcept, type ListedRefset } from '../from-list.ts';
import { halvesOf, withCheckDigit } from '../sctid.ts';
import { evaluateEcl, evaluateEclRows } from './evaluate-ecl.ts';
import { EclFault } from './fault.ts';

const MODULE = '900000000000207008';
const RELEASE = { title: 'Test', version: `http://snomed.info/sct/${MODULE}/version/20261130`, demonstration: false, notice: '' };

/** A made-up anatomy and what ails it, each concept by a name of one word; its code is nobody's. */
const NAMES = ['root', 'body', 'organ', 'heart', 'valve', 'liver', 'shape', 'stenosis', 'ulcer', 'attribute', 'site', 'morphology', 'dueTo', 'strength', 'label', 'generic', 'disease', 'heartDisease', 'stenosedValve', 'twoSites', 'pill', 'tablet', 'oldHeartDisease', 'olderDisease', 'problems', 'map', 'otherModule', 'english'] as const;
type Name = (typeof NAMES)[number];
const KNOWN = { association: '900000000000522004', sameAs: '900000000000527005', replacedBy: '900000000000526001', wasA: '900000000000528000', possibly: '900000000000523009', gb: '900000000000508004' };
const code = Object.fromEntries([...NAMES.map((name, n) => [name, withCheckDigit(`${n + 1000}00`)]), ...Object.entries(KNOWN)]) as Record<Name | keyof typeof KNOWN, string>;
const nameOf = new Map(Object.entries(code).map(([name, each]) => [each, name]));
/** `disease` in an expression is its code. */
const ecl = (text: string): string => text.replaceAll(/@(\w+)/g, (_, name: string) => (code as Record<string, string>)[name] ?? '');

const concept = (name: Name | keyof typeof KNOWN, parents: (Name | keyof typeof KNOWN)[], more: Partial<ListedConcept> = {}): ListedConcept => ({ code: code[name], fsn: `${name} (thing)`, terms: [name], parents: parents.map((each) => code[each]), ...more });
const { site, morphology, dueTo, heart, liver, valve, stenosis, ulcer } = code;
const CONCEPTS: ListedConcept[] = [
  concept('root', []), concept('body', ['root']), concept('organ', ['body']), concept('heart', ['organ']), concept('valve', ['heart']), concept('liver', ['organ']),
  concept('shape', ['root']), concept('stenosis', ['shape']), concept('ulcer', ['shape']),
  concept('attribute', ['root']), concept('site', ['attribute']), concept('morphology', ['attribute']), concept('dueTo', ['attribute']), concept('strength', ['attribute']), concept('label', ['attribute']), concept('generic', ['attribute']),
  concept('disease', ['root'], { fsn: 'Disease (disorder)', terms: ['Disease', 'Maladie', 'Sjukdom i hjärtat'] }),
  concept('heartDisease', ['disease'], { fsn: 'Heart disease (disorder)', terms: ['Heart disease', 'Cardiac disorder'], defined: true, attributes: [[0, site, heart]] }),
  concept('stenosedValve', ['heartDisease'], { attributes: [[1, site, valve], [1, morphology, stenosis], [2, site, heart], [2, morphology, ulcer]] }),
  concept('twoSites', ['disease'], { attributes: [[1, site, heart], [1, morphology, ulcer], [2, site, liver], [2, morphology, stenosis], [0, dueTo, code.stenosedValve]] }),
  concept('pill', ['root'], { attributes: [[1, code.strength, '#500'], [1, code.label, '"PANADOL"'], [0, code.generic, 'false']] }),
  concept('tablet', ['pill'], { attributes: [[1, code.strength, '#0.5'], [0, code.generic, 'true']] }),
  concept('oldHeartDisease', [], { inactive: true }), concept('olderDisease', [], { inactive: true }),
  concept('problems', ['root']), concept('map', ['root']), concept('otherModule', ['root']), concept('english', ['root']),
  concept('association', ['root']), concept('sameAs', ['association']), concept('replacedBy', ['association']), concept('wasA', ['association']), concept('possibly', ['association']), concept('gb', ['root']),
];
const target = [{ name: 'targetComponentId', kind: 'component' }] as const;
const DESCRIPTION = { gb: '101012', synonym: '102018', inactive: '103011' };
const REFSETS: ListedRefset[] = [
  { code: code.problems, members: [{ component: code.heartDisease }, { component: code.oldHeartDisease }, { component: code.twoSites, inactive: true }] },
  { code: code.map, fields: [{ name: 'mapGroup', kind: 'integer' }, { name: 'mapTarget', kind: 'string' }, { name: 'since', kind: 'string' }], members: [{ component: code.heartDisease, values: [1, 'I51.9', '20200131'] }, { component: code.stenosedValve, values: [1, 'I35.0', '20210131'] }, { component: code.stenosedValve, values: [2, 'I51.9', ''] }] },
  { code: code.sameAs, fields: target, members: [{ component: code.oldHeartDisease, values: [code.heartDisease] }] },
  { code: code.wasA, fields: target, members: [{ component: code.olderDisease, values: [code.disease] }] },
  { code: code.possibly, fields: target, members: [{ component: code.olderDisease, values: [code.heartDisease] }, { component: code.oldHeartDisease, values: [code.disease], inactive: true }] },
  { code: code.gb, fields: [{ name: 'acceptabilityId', kind: 'component' }], members: [{ component: DESCRIPTION.gb, values: ['900000000000548007'] }, { component: DESCRIPTION.synonym, values: ['900000000000549004'] }] },
];

function release(): Edition {
  const components = componentsOfList(CONCEPTS, REFSETS, MODULE, 20260131);
  const { concepts, descriptions } = components;
  const rowOf = (name: Name): number => CONCEPTS.findIndex((each) => each.code === code[name]);
  // What a list does not say: the ids, languages, status and types of some descriptions; a module and times of its own.
  const described = (name: Name, term: number): number => CONCEPTS.slice(0, rowOf(name)).reduce((sum, { terms }) => sum + terms.length + 1, 0) + term;
  const identify = (row: number, id: string): void => void ([descriptions.id.hi[row], descriptions.id.lo[row]] = halvesOf(id));
  identify(described('heartDisease', 1), DESCRIPTION.gb);
  identify(described('heartDisease', 2), DESCRIPTION.synonym);
  identify(described('stenosedValve', 1), DESCRIPTION.inactive);
  descriptions.active[described('stenosedValve', 1)] = 0;
  descriptions.language[described('disease', 3)] = 's'.charCodeAt(0) * 256 + 'v'.charCodeAt(0);
  descriptions.type[described('disease', 2)] = DEFINITION;
  descriptions.time[described('disease', 1)] = 20260601;
  concepts.time[rowOf('twoSites')] = 20261031;
  [concepts.module.hi[rowOf('pill')], concepts.module.lo[rowOf('pill')]] = halvesOf(code.otherModule);
  [descriptions.module.hi[described('pill', 1)], descriptions.module.lo[described('pill', 1)]] = halvesOf(code.otherModule);
  return new Edition(buildEdition(RELEASE, components));
}

const edition = release();
const ask = (text: string): string => [...evaluateEcl(edition, ecl(text)).concepts].map((each) => nameOf.get(edition.codeOf(each)) ?? '?').sort().join(' ');

/** Expressions by the section of the specification that says what they mean. */
function says(section: string, cases: Readonly<Record<string, string>>): void {
  it(`ECL ${section}`, () => {
    for (const [text, expected] of Object.entries(cases)) assert.equal(ask(text), expected.split(' ').sort().join(' '), text);
  });
}

says('6.1 Simple expression constraints', {
  '@heart': 'heart', '< @organ': 'heart valve liver', '<< @organ': 'organ heart valve liver', '<! @organ': 'heart liver', '<<! @organ': 'organ heart liver',
  '> @valve': 'heart organ body root', '>> @valve': 'valve heart organ body root', '>! @valve': 'heart', '>>! @valve': 'valve heart',
  '^ @problems': 'heartDisease oldHeartDisease', '^ @heart': '', '^ (@problems OR @map)': 'heartDisease oldHeartDisease stenosedValve', '^ [targetComponentId] @sameAs': 'heartDisease', '^ [refsetId] @sameAs': 'sameAs',
  '@oldHeartDisease': 'oldHeartDisease', '<< @oldHeartDisease': 'oldHeartDisease', '< @oldHeartDisease': '', '* MINUS << @root': '', '<< 99999999': '', 'LOINC#54486-6': '',
});
says('6.2 Refinements', {
  '< @disease: @site = @heart': 'heartDisease stenosedValve twoSites', '< @disease: @site = << @heart, @morphology = @stenosis': 'stenosedValve twoSites', '*: << @attribute = @stenosedValve': 'twoSites', '*: * = @liver': 'twoSites', '*: @strength = *': 'pill tablet',
  '*: { @site = << @heart, @morphology = @stenosis }': 'stenosedValve', '*: { @site = @liver, @morphology = @stenosis }, { @site = @heart }': 'twoSites', '*: { @site = @heart }': 'heartDisease stenosedValve twoSites', '*: { @site = @heart, @dueTo = * }': '',
  '*: @strength = #500.0': 'pill', '*: @strength >= #0.5': 'pill tablet', '*: @strength < #500': 'tablet', '*: @strength != #500': 'tablet', '*: @label = "panadol"': 'pill', '*: @label = "PANA"': '', '*: @label = match:"pana"': 'pill', '*: @label = wild:"*dol"': 'pill', '*: @label != "x"': 'pill', '*: @generic = TRUE': 'tablet', '*: @generic != true': 'pill',
  '<< @organ: R @site = *': 'heart liver valve', '<< @organ: R @site = @twoSites': 'heart liver', '* : R @dueTo = << @disease': 'stenosedValve', '<< @disease . @site': 'heart liver valve', '@twoSites . @dueTo . @morphology': 'stenosis ulcer', '@pill . @strength': '',
});
says('6.3 Cardinality', {
  '< @disease: [1..1] @site = *': 'heartDisease', '< @disease: [2..2] @site = << @heart': 'stenosedValve', '< @disease: [2..*] @site = *': 'stenosedValve twoSites', '< @disease: [0..0] @morphology = *': 'heartDisease', '<< @disease: [0..1] @site = << @organ': 'disease heartDisease',
  '*: [2..2] { @site = *, @morphology = * }': 'stenosedValve twoSites', '< @disease: [0..0] { @site = @liver }': 'heartDisease stenosedValve', '*: [1..3] { [1..1] @site = << @heart, [0..0] @morphology = @ulcer }': 'heartDisease stenosedValve', '< @disease: [1..1] { @site = << @heart }': 'heartDisease twoSites',
  '<< @organ: [3..3] R @site = *': 'heart', '<< @organ: [0..0] R @site = *': 'organ', '*: [0..*] @site = @liver': [...NAMES.filter((name) => !name.startsWith('old')), ...Object.keys(KNOWN)].join(' '),
});
says('6.4 Conjunction and disjunction', {
  '<< @heart AND << @organ': 'heart valve', '@heart OR @liver OR @shape': 'heart liver shape', '*: @morphology = @stenosis OR @strength = #500': 'pill stenosedValve twoSites', '*: (@site = @liver AND @morphology = @stenosis) OR @strength = #500': 'pill twoSites', '*: { @site = @liver OR @morphology = @stenosis }': 'stenosedValve twoSites', '*: @site = (@liver OR @valve)': 'stenosedValve twoSites',
});
says('6.5 Exclusion and not equals', { '<< @organ MINUS << @heart': 'organ liver', '*: @site != << @heart': 'twoSites', '*: [0..0] @site != << @heart, [1..*] @site = << @heart': 'heartDisease stenosedValve' });
says('6.7 Nested expression constraints', { '<< (^ @problems)': 'heartDisease stenosedValve oldHeartDisease', '^ (<< @map)': 'heartDisease stenosedValve', '(<< @disease: @site = @liver) . @dueTo': 'stenosedValve', '*: @dueTo = (*: @site = @valve)': 'twoSites', '*: [0..0] ((<< @attribute MINUS @site) MINUS @morphology) = *, @site = *': 'heartDisease stenosedValve' });
says('6.8 Description filters', {
  '* {{ term = "dis hear" }}': 'heartDisease', '* {{ term = "eart" }}': '', '* {{ term = ("maladie" "cardiac") }}': 'disease heartDisease', '* {{ term = "HJART" }}': 'disease', '* {{ term = wild:"cardi*order" }}': 'heartDisease', '* {{ term = wild:"card" }}': '', '* {{ term = (match:"mal" wild:"*disorder)") }}': 'disease heartDisease', '<< @disease {{ term != "disease" }}': 'disease heartDisease stenosedValve twoSites',
  '* {{ term = "hjartat", language = en }}': '', '* {{ language = sv }}': 'disease', '* {{ term = "heart", type = fsn }}': 'heart heartDisease', '<< @disease {{ type = def }}': 'disease', '<< @disease {{ typeId = 900000000000550004 }}': 'disease', '* {{ term = "maladie", type != (syn fsn) }}': 'disease', '* {{ term = "disorder", type = syn }}': 'heartDisease', '<< @disease {{ term = "disease" }} {{ term = "cardiac" }}': 'heartDisease', '<< @disease {{ term = "disease", term = "cardiac" }}': '',
  '* {{ dialect = en-gb }}': 'heartDisease', '* {{ dialect = en-gb (prefer), term = "cardiac" }}': '', '* {{ dialect = (en-us en-gb (accept)), term = "cardiac" }}': 'heartDisease', '* {{ dialectId = @gb (900000000000548007) }}': 'heartDisease', '<< @disease {{ type = syn, dialect != en-gb }}': 'disease twoSites', '* {{ dialect = en-us }}': '',
  '* {{ D id = 101012 }}': 'heartDisease', '* {{ id = (101012 103011) }}': 'heartDisease', '* {{ id = 103011, active = 0 }}': 'stenosedValve', '* {{ D active = false }}': 'stenosedValve', '* {{ D effectiveTime > "20260131" }}': 'disease', '* {{ D moduleId = @otherModule }}': 'pill',
});
says('6.9 Concept filters', {
  '<< @disease {{ C definitionStatus = defined }}': 'heartDisease', '<! @disease {{ C definitionStatusId = 900000000000074008 }}': 'twoSites', '<! @disease {{ C definitionStatus != (primitive defined) }}': '', '* {{ C moduleId = @otherModule }}': 'pill', '<< @pill {{ C moduleId != << @otherModule }}': 'tablet',
  '* {{ C effectiveTime = "20261031" }}': 'twoSites', '<! @disease {{ C effectiveTime <= "20260131" }}': 'heartDisease', '<! @disease {{ C effectiveTime != ("20260131" "20261031") }}': '', '<! @disease {{ C effectiveTime = "" }}': '',
  '* {{ C active = 0 }}': 'oldHeartDisease olderDisease', '^ @problems {{ C active = 1 }}': 'heartDisease', '^ @problems {{ C active = false }}': 'oldHeartDisease', '@heart {{ C active != 1 }}': '', '<< @heart {{ C active = 1 }} {{ D term = "valve" }}': 'valve',
});
says('6.10 Member filters', {
  '^ @map {{ M mapTarget = "i51.9" }}': 'heartDisease stenosedValve', '^ @map {{ M mapGroup = #1, mapTarget = "I51.9" }}': 'heartDisease', '^ @map {{ M mapTarget = "I51" }}': '', '^ @map {{ M mapTarget = wild:"I5*", mapGroup > #1 }}': 'stenosedValve', '^ @map {{ M since >= "20210101" }}': 'stenosedValve', '^ @problems {{ M active = 0 }}': 'twoSites', '^ @problems {{ M referencedComponentId = @oldHeartDisease }}': 'oldHeartDisease',
  '^ [targetComponentId] @sameAs {{ M referencedComponentId = @oldHeartDisease }}': 'heartDisease', '^ @sameAs {{ M targetComponentId = << @disease, moduleId = 900000000000207008, effectiveTime = "20260131" }}': 'oldHeartDisease', '^ * {{ M targetComponentId = @disease }}': 'olderDisease', '<< ^ @map {{ M mapGroup = #2 }} {{ D term = "thing" }}': 'stenosedValve',
});
says('6.11 History supplements', {
  '@heartDisease {{ + HISTORY-MIN }}': 'heartDisease oldHeartDisease', '<< @disease {{ + HISTORY-MIN }}': 'disease heartDisease stenosedValve twoSites oldHeartDisease', '@disease {{ +HISTORY-MIN }}': 'disease', '@disease {{ +HISTORY-MOD }}': 'disease olderDisease', '@heartDisease {{ +HISTORY-MOD }}': 'heartDisease oldHeartDisease',
  '@heartDisease {{ + HISTORY-MAX }}': 'heartDisease oldHeartDisease olderDisease', '@heartDisease {{ + HISTORY }}': 'heartDisease oldHeartDisease olderDisease', '@heartDisease {{ + HISTORY (@possibly) }}': 'heartDisease olderDisease', '@heartDisease {{ C active = 1 }} {{ +HISTORY_MIN }}': 'heartDisease oldHeartDisease',
});
says('6.12 Top and bottom', { '!!> (@valve OR @heart OR @liver)': 'heart liver', '!!< (@valve OR @heart OR @liver)': 'valve liver', '!!> (<< @disease . @site)': 'heart liver', '!!< (<< @organ)': 'valve liver' });

it('names what an expression means and the release has not', () => {
  const { concepts, unknown } = evaluateEcl(edition, ecl('(<< 99999999 OR @heart OR 88888888) OR LOINC#1-8 OR (* {{ dialect = xx-yy }})'));
  assert.deepEqual([concepts.size, unknown.sort()], [1, ['88888888', '99999999', 'LOINC#1-8', 'xx-yy']]);
  assert.deepEqual(evaluateEcl(edition, 'LOINC#1-8', { alternate: (scheme, each) => (scheme === 'LOINC' && each === '1-8' ? code.heart : undefined) }).unknown, []);
});

it('refuses what has no meaning, and more work than it may do', () => {
  const refused = (text: string, reason: EclFault['reason'], message: RegExp, work?: number): void => {
    assert.throws(() => evaluateEcl(edition, ecl(text), work === undefined ? {} : { work }), (error) => error instanceof EclFault && error.reason === reason && message.test(error.message), text);
  };
  refused('^ [mapTarget] @map', 'meaning', /holds no concepts/);
  refused('^ [mapTarget, mapGroup] @map', 'meaning', /rows, not concepts/);
  refused('^ @map {{ M mapTraget = "x" }}', 'meaning', /no reference set.*“mapTraget”.*mapGroup, mapTarget/i);
  refused('*: { R @site = * }', 'meaning', /cannot stand in a group/);
  refused('*: R @strength = #5', 'meaning', /concepts only/);
  refused('*: @site = *', 'too costly', /narrow/, 20);
  refused('* {{ term = "x" }}', 'too costly', /narrow/, 20);
  // Each is a list of thousands beside rows: neither alone is much.
  const many = (of: string, join: string): string => Array.from({ length: 4000 }, () => of).join(join);
  for (const text of [`* {{ term = (${many('"heart"', ' ')}) }}`, `* {{ dialect != (${many('en-gb', ' ')}) }}`, `*: { ${many('@site = @ulcer', ' OR ')} }`, `*: @label = (${many('"x"', ' ')})`, `^ @map {{ M ${many('mapGroup = #1', ', ')} }}`]) refused(text, 'too costly', /narrow/, 12_000);
});

it('ECL 6.1: several fields of a reference set are rows', () => {
  assert.deepEqual(evaluateEclRows(edition, ecl('^ [referencedComponentId, mapGroup, maptarget] @map {{ M mapGroup = #2 }}')), { fields: ['referencedComponentId', 'mapGroup', 'maptarget'], rows: [[code.stenosedValve, '2', 'I51.9']], unknown: [] });
  assert.deepEqual(evaluateEclRows(edition, ecl('^ [*] @sameAs')), { fields: ['effectiveTime', 'active', 'moduleId', 'refsetId', 'referencedComponentId', 'targetComponentId'], rows: [['20260131', '1', MODULE, code.sameAs, code.oldHeartDisease, code.heartDisease]], unknown: [] });
  assert.throws(() => evaluateEclRows(edition, ecl('< ^ [*] @sameAs')), EclFault);
});
