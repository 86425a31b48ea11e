import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Observation, Patient, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { fhirInterval } from '../dates.ts';
import { DEFINITIONS_FILE, type ParameterShape, searchDefinitions, type ValuePath } from './definitions.ts';
import { matcher } from './matcher.ts';
import { searchParametersOf } from './parameters.ts';
import { parseQuery } from './query.ts';
import { printSearch, slimSearch } from './slim.ts';
import { subsetOf } from './subset.ts';

const SETTINGS = { base: 'https://jenner.example/A20047/fhir/r4', now: () => Date.parse('2026-11-22') };
const meets = (resource: Resource, query: string): boolean => matcher(resource.resourceType, query, SETTINGS)(resource);

const reading: Observation & { id: string } = {
  resourceType: 'Observation', id: 'o1', status: 'final',
  meta: { lastUpdated: '2026-11-20T10:00:00Z', tag: [{ system: 'urn:tag', code: 'x' }] },
  code: { coding: [{ system: 'http://snomed.info/sct', code: '75367002', display: 'Blood pressure' }], text: 'BP, sitting' },
  subject: { reference: 'Patient/p1' }, encounter: { reference: 'https://jenner.example/A20047/fhir/r4/Encounter/e1/_history/3' },
  performer: [{ reference: 'Practitioner/d1' }, { identifier: { system: 'urn:gmc', value: '1234567' } }],
  effectivePeriod: { start: '2026-01-01', end: '2026-01-31' },
  component: [
    { code: { coding: [{ system: 'http://snomed.info/sct', code: '271649006' }] }, valueQuantity: { value: 138, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' } },
    { code: { coding: [{ system: 'http://snomed.info/sct', code: '271650006' }] }, valueQuantity: { value: 82, comparator: '<', unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' } },
  ],
};
const person: Patient & { id: string } = {
  resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1980-08-14', active: true,
  name: [{ family: 'O’Neill-Şahin', given: ['Ann', 'Mary'] }, { family: 'Smith', use: 'old' }],
  identifier: [{ system: 'urn:a,b', value: 'x|y', type: { coding: [{ system: 'urn:t', code: 'MR' }] } }],
  telecom: [{ system: 'phone', value: '020 7946 0000' }, { system: 'email', value: 'ann@example.org' }],
  generalPractitioner: [{ reference: 'Organization/surgery' }],
};

test('the committed definitions are what the generator makes of the installed package', () => {
  assert.equal(readFileSync(DEFINITIONS_FILE, 'utf8'), printSearch(slimSearch()));
});

/** A value of the type, and a query that finds it. */
const VALUES: Record<string, [unknown, string]> = {
  code: ['some-code', 'some-code'], string: ['Some text', 'Some text'], id: ['an-id', 'an-id'], uri: ['urn:some:uri', 'urn:some:uri'], url: ['urn:some:url', 'urn:some:url'],
  canonical: ['urn:canonical|1.0', 'urn:canonical'], boolean: [true, 'true'], markdown: ['Some *text*', 'some'], integer: [5, '5'], decimal: [2.5, '2.5'],
  date: ['2020-02-03', '2020-02'], dateTime: ['2020-02-03T10:00:00Z', '2020-02-03'], instant: ['2020-02-03T10:00:00Z', '2020-02-03'],
  Period: [{ start: '2020-02-03', end: '2020-02-04' }, '2020-02'], Timing: [{ event: ['2020-02-03'] }, '2020-02'],
  Coding: [{ system: 'urn:s', code: 'c' }, 'urn:s|c'], CodeableConcept: [{ coding: [{ system: 'urn:s', code: 'c' }] }, 'urn:s|c'], Identifier: [{ system: 'urn:s', value: 'v' }, 'urn:s|v'],
  ContactPoint: [{ system: 'phone', value: '0207' }, '0207'], HumanName: [{ family: 'Smith' }, 'smi'], Address: [{ city: 'York' }, 'yor'],
  Reference: [{ reference: 'Basic/b' }, 'Basic/b'], Quantity: [{ value: 5, code: 'kg' }, '5||kg'], SimpleQuantity: [{ value: 5 }, '5'], Age: [{ value: 5 }, '5'], Duration: [{ value: 5 }, '5'],
  Money: [{ value: 5, currency: 'GBP' }, '5'], Range: [{ low: { value: 5 }, high: { value: 5 } }, '5'],
};

/** The smallest JSON that has the value at the path; lists and single values are found alike. */
function placed(path: string, value: unknown): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  let at = root;
  const steps: string[] = path.match(/->\w+|\[\w+=[\w-]+\]|\w+/g) ?? [];
  const names = steps.filter((step) => /^\w/.test(step));
  for (const [i, name] of names.entries()) {
    const isLast = i === names.length - 1;
    const where = /^\[(\w+)=([\w-]+)\]$/.exec(steps[steps.indexOf(name) + 1] ?? '');
    const extra = where?.[1] === undefined ? {} : { [where[1]]: where[2] };
    const next: Record<string, unknown> = { ...extra };
    at[name] = isLast ? (typeof value === 'object' && value !== null ? { ...value, ...extra } : value) : [next];
    at = next;
  }
  return root;
}

/** A resource that the parameter finds by one of its paths, and the value that finds it. */
function sampleOf({ type: kind, parts }: ParameterShape, [path, found]: ValuePath): [Record<string, unknown>, string] {
  if (kind === 'composite') {
    const pieces = (parts ?? []).map((part) => sampleOf({ ...part, url: '' }, part.paths[0] ?? ['', '']));
    const inner = Object.assign({}, ...pieces.map(([json]) => json)) as Record<string, unknown>;
    return [path === '' ? inner : placed(path, inner), pieces.map(([, query]) => query).join('$')];
  }
  const target = /->(\w+)$/.exec(path)?.[1];
  if (target !== undefined) return [placed(path, { reference: `${target}/t` }), `${target}/t`];
  const [value, query] = VALUES[found] ?? ['', ''];
  // Whoever has a date of death is deceased.
  if (path === 'deceasedDateTime' && kind === 'token') return [placed(path, value), 'true'];
  return [placed(path, value), query];
}

test('every parameter that is claimed finds a value at each of its places, misses its absence, and takes its modifiers', () => {
  let places = 0;
  for (const [type, parameters] of Object.entries(searchDefinitions().parameters)) {
    const resourceType = type === 'Resource' ? 'Patient' : type;
    for (const [name, shape] of Object.entries(parameters)) {
      for (const path of shape.paths) {
        const [json, query] = sampleOf(shape, path);
        const resource = { ...json, resourceType } as unknown as Resource;
        const bare = { resourceType } as unknown as Resource;
        assert.ok(meets(resource, `${name}=${encodeURIComponent(query)}`), `${type}.${name} at ${path[0]} (${path[1]})`);
        assert.ok(!meets(bare, `${name}=${encodeURIComponent(query)}`), `${type}.${name} of nothing`);
        assert.deepEqual([meets(resource, `${name}:missing=false`), meets(bare, `${name}:missing=true`)], [true, true], `${type}.${name}:missing`);
        if (shape.type === 'token') assert.deepEqual([meets(resource, `${name}:not=${encodeURIComponent(query)}`), meets(bare, `${name}:not=${encodeURIComponent(query)}`)], [false, true], `${type}.${name}:not`);
        places++;
      }
    }
    assert.ok(searchParametersOf(resourceType).every((parameter) => parameter.definition.startsWith('http://hl7.org/fhir/SearchParameter/')), type);
  }
  assert.ok(places > 1_700, `only ${places} places`);
});

test('string, token, reference, quantity, uri and composite values mean what FHIR R4 says', () => {
  const cases: [Resource, string, boolean][] = [
    [person, 'family=oneill', true], [person, 'family=SAHIN', true], [person, 'family=neill', false], [person, 'family:contains=neill', true], [person, 'family:exact=Smith', true], [person, 'family:exact=smith', false],
    [person, 'given=mary', true], [person, 'name=ann sahin', true], [person, 'name=ann smith', false], [person, 'name=ann jones', false], [person, 'given=zoe,ann', true], [person, 'given=ann&given=mary', true], [person, 'given=ann&given=zoe', false],
    [person, 'identifier=urn:a\\,b|x\\|y', true], [person, 'identifier=x\\|y', true], [person, 'identifier=urn:a\\,b|', true], [person, 'identifier=|x\\|y', false], [person, 'identifier:of-type=urn:t|MR|x\\|y', true], [person, 'identifier:of-type=urn:t|NH|x\\|y', false],
    [person, 'gender=http://hl7.org/fhir/administrative-gender|female', true], [person, 'gender=urn:other|female', false], [person, 'gender:not=male', true], [person, 'active=true', true], [person, 'deceased=false', false], [person, 'deceased:not=true', true],
    [person, 'phone=02079460000', true], [person, 'email=ANN@example.org', true], [person, 'phone=ann@example.org', false], [person, 'telecom=phone|02079460000', true], [person, 'birthdate=1980', true], [person, 'birthdate=lt1980-08', false],
    [person, 'general-practitioner=surgery', true], [person, 'general-practitioner:Practitioner=surgery', false], [person, 'address:missing=true', true],
    [reading, 'code=75367002', true], [reading, 'code=http://snomed.info/sct|', true], [reading, 'code=http://loinc.org|75367002', false], [reading, 'code:text=blood', true], [reading, 'code:text=sitting bp', true], [reading, 'code:text=weight', false],
    [reading, 'patient=p1', true], [reading, 'patient=Patient/p1', true], [reading, 'subject:Patient=p1', true], [reading, 'subject:Group=p1', false], [reading, 'subject=https://elsewhere.example/Patient/p1', false], [reading, 'subject=https://jenner.example/A20047/fhir/r4/Patient/p1', true],
    [reading, 'encounter=e1', true], [reading, 'performer:identifier=urn:gmc|1234567', true], [reading, 'performer:identifier=urn:other|1234567', false],
    [reading, 'component-code-value-quantity=271649006$gt130', true], [reading, 'component-code-value-quantity=271650006$gt130', false], [reading, 'component-code-value-quantity=http://snomed.info/sct|271650006$lt82||mmHg', true],
    [reading, 'component-value-quantity=138.0|http://unitsofmeasure.org|mm[Hg]', true], [reading, 'component-value-quantity=138|http://unitsofmeasure.org|kPa', false], [reading, 'component-value-quantity=138.4', false], [reading, 'component-value-quantity=ap130', true], [reading, 'component-value-quantity=ge82&component-value-quantity=lt0', true],
    [reading, 'date=2026-01', true], [reading, 'date=2026-01-15', false], [reading, 'date=ge2026-01-15', true], [reading, 'date=sa2026-01-31', false], [reading, 'date=eb2026-02', true], [reading, 'date=ap2026-02-01', true], [reading, 'date=ap2020-01-01', false],
    [reading, '_tag=urn:tag|x', true], [reading, '_id=o1', true], [reading, '_lastUpdated=gt2026-11-20T09:00:00Z', true], [reading, 'status:not=final', false],
    [{ resourceType: 'ValueSet', status: 'active', url: 'http://acme.org/fhir/vs/1' }, 'url:below=http://acme.org/fhir', true], [{ resourceType: 'ValueSet', status: 'active', url: 'http://acme.org/fhir/vs/1' }, 'url:below=http://acme.org/fh', false], [{ resourceType: 'ValueSet', status: 'active', url: 'http://acme.org/fhir' }, 'url:above=http://acme.org/fhir/vs/1', true],
    [{ resourceType: 'RiskAssessment', status: 'final', subject: {}, prediction: [{ probabilityDecimal: 0.82 }] }, 'probability=gt0.8', true], [{ resourceType: 'RiskAssessment', status: 'final', subject: {}, prediction: [{ probabilityDecimal: 0.82 }] }, 'probability=0.8', true],
  ];
  for (const [resource, query, expected] of cases) assert.equal(meets(resource, query), expected, `${resource.resourceType}?${query}`);
});

test('what is not understood is refused, never ignored', () => {
  const wrong = ['colour=red', 'name=x', 'code:below=1', 'code:in=urn:vs', 'code:not:not=1', 'date:missing=perhaps', '_id:exact=1', 'date=2020-13', 'date=yesterday', 'date=', 'date=2020,once', '_lastUpdated=yesterday', '_count=-1', '_count=x', '_count=1e2', '_sort=colour', '_sort=code-value-quantity', '_include=*', '_include=Observation:status', '_include=Observation:subject:Slot', '_include:all=Observation:subject', '_revinclude=Observation', '_total=some', '_summary=yes', '_contained=true', '_text=x', '_content=x', '_count:exact=1', '__proto__=1', 'constructor=1', 'code:constructor=1', '=1', 'code=a,,b', 'subject.colour=x', 'subject:Slot.name=x', 'status.name=x', 'subject:Patient.name:below=x', '_has:Observation:status:code=1', '_has:Patient:general-practitioner:name=x', '_has:Observation=1', 'value-quantity=abc', 'code-value-quantity=1', 'focus.name=x', 'a.b.c.d.e.f=1', 'has-member.has-member.has-member.has-member.has-member.has-member.code=1'];
  for (const query of wrong) assert.throws(() => parseQuery('Observation', new URLSearchParams(query), SETTINGS), { fault: 'invalid' }, query);
  for (const query of ['patient=a', 'subject=a', 'birthdate=14/8/80', 'gender:exact=male', 'near=1|2', '_has:Observation:patient:colour=1']) assert.throws(() => parseQuery('Patient', new URLSearchParams(query), SETTINGS), { fault: 'invalid' }, query);
  for (const query of ['subject:Patient.name=x', '_has:Observation:has-member:code=1', '_count=5']) assert.throws(() => matcher('Observation', query), { fault: 'invalid' }, query);
  const lenient = parseQuery('Observation', new URLSearchParams('colour=red&status=final'), SETTINGS, true);
  assert.deepEqual([lenient.ignored, lenient.criteria.length], [['colour'], 1]);
  assert.throws(() => parseQuery('Observation', new URLSearchParams('date=yesterday'), SETTINGS, true), { fault: 'invalid' }, 'lenient is for what is not known, not for what is wrong');
});

test('_summary and _elements keep what they must, mark what they shorten, and leave the rest alone (safety H30)', () => {
  const written: Observation = { ...reading, text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' }, note: [{ text: 'long' }] };
  const asked = (summary: 'true' | 'text' | 'data' | 'count' | 'false', elements: string[] = []) => subsetOf(written, { summary, elements }) as Observation;
  assert.equal(asked('false'), written);
  for (const shortened of [asked('true'), asked('text'), asked('data'), asked('false', ['subject'])]) {
    assert.deepEqual(shortened.meta?.tag?.at(-1), { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' });
    assert.deepEqual([shortened.resourceType, shortened.id, shortened.status, shortened.code], ['Observation', 'o1', 'final', reading.code]);
  }
  assert.deepEqual([asked('true').note, asked('true').text, asked('true').effectivePeriod, asked('true').component?.[0]?.valueQuantity?.value], [undefined, undefined, reading.effectivePeriod, 138]);
  assert.deepEqual([asked('text').text?.status, asked('text').subject, asked('data').text, asked('data').note?.length], ['generated', undefined, undefined, 1]);
  assert.deepEqual(Object.keys(asked('false', ['subject'])).toSorted(), ['code', 'id', 'meta', 'resourceType', 'status', 'subject']);
});

test('compares (partial) dates as FHIR R4 says, whatever the prefix and the precision of either', () => {
  const date = fc.oneof(
    fc.constantFrom('2020', '2020-02', '2020-02-29', '2020-03-29', '2020-10-25', '2020-02-29T12:00:00Z', '2020-02-29T12:00:00.000Z', '2020-02-29T13:00:00+01:00', '2019-12-31T23:59:59.999Z', '2021', '2020-01-01'),
    fc.date({ min: new Date('2019-12-01'), max: new Date('2021-02-01'), noInvalidDate: true }).chain((moment) => fc.constantFrom(4, 7, 10, 24).map((length) => moment.toISOString().slice(0, length))),
  );
  // Each prefix told by the moments that the two texts stand for, as the specification words it.
  const rules: Record<string, (own: { low: number; high: number }, asked: { low: number; high: number }) => boolean> = {
    '': (own, asked) => asked.low <= own.low && own.high <= asked.high,
    eq: (own, asked) => asked.low <= own.low && own.high <= asked.high,
    ne: (own, asked) => !(asked.low <= own.low && own.high <= asked.high),
    gt: (own, asked) => own.high > asked.high,
    lt: (own, asked) => own.low < asked.low,
    ge: (own, asked) => own.high > asked.high || (asked.low <= own.low && own.high <= asked.high),
    le: (own, asked) => own.low < asked.low || (asked.low <= own.low && own.high <= asked.high),
    sa: (own, asked) => own.low >= asked.high,
    eb: (own, asked) => own.high <= asked.low,
  };
  fc.assert(
    fc.property(date, date, fc.constantFrom(...Object.keys(rules)), (own, asked, prefix) => {
      const [ownRange, askedRange] = [fhirInterval(own), fhirInterval(asked)];
      assert.ok(ownRange !== undefined && askedRange !== undefined);
      const found = meets({ resourceType: 'Observation', status: 'final', code: {}, effectiveDateTime: own }, new URLSearchParams({ date: `${prefix}${asked}` }).toString());
      assert.equal(found, rules[prefix]?.(ownRange, askedRange));
    }),
    { numRuns: 2_000 },
  );
});
