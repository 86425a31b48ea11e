import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, it } from 'node:test';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { ZipFile } from 'yazl';
import { madeRelease, writeZip } from '../../../dev-env/terminology/generate-release.ts';
import { withCheckDigit } from '../sctid.ts';
import { type ReadOptions, readRelease } from './read-release.ts';
import { ReleaseFault } from './release-fault.ts';
import { contentsOf, inFolder, saidBy, toFolder } from './testing/release-on-disk.ts';

const SIZE = { concepts: 150, extension: 0.2 };
const whole = contentsOf(madeRelease(SIZE));
const paths = [...whole.keys()];
const named = (part: string): string => paths.find((path) => path.includes(part)) ?? assert.fail(part);

/** What the release is refused for; undefined: it is not. */
async function faultOf(source: string | string[], options: ReadOptions = {}): Promise<ReleaseFault | undefined> {
  try {
    await readRelease(source, options);
    return undefined;
  } catch (error) {
    if (error instanceof ReleaseFault) return error;
    throw error;
  }
}

/** The whole release, for tests to damage and put right again. */
let shared = '';
before(async () => { shared = await toFolder(whole); });
after(() => rm(shared, { recursive: true }));

/** The reason why the whole release is refused with some of its files changed, or left out. */
async function faultWith(changes: Readonly<Record<string, Buffer | string | undefined>>, options: ReadOptions = {}): Promise<ReleaseFault> {
  for (const [path, bytes] of Object.entries(changes)) {
    await mkdir(dirname(join(shared, path)), { recursive: true });
    await (bytes === undefined ? rm(join(shared, path)) : writeFile(join(shared, path), bytes));
  }
  try {
    return (await faultOf(shared, options)) ?? assert.fail('It was not refused');
  } finally {
    for (const path of Object.keys(changes)) {
      const bytes = whole.get(path);
      await (bytes === undefined ? rm(join(shared, path)) : writeFile(join(shared, path), bytes));
    }
  }
}

/** The file with one field of one line (from 1) put otherwise. */
function edited(path: string, line: number, column: number, to: (was: string) => string): string {
  const lines = (whole.get(path) ?? assert.fail(path)).toString().split('\r\n');
  const fields = (lines[line - 1] ?? assert.fail(`${line}`)).split('\t');
  fields[column] = to(fields[column] ?? assert.fail(`${column}`));
  return lines.with(line - 1, fields.join('\t')).join('\r\n');
}

const [CONCEPT, DESCRIPTION, DEFINITION, RELATIONSHIP, CONCRETE, LANGUAGE, OWL] = [named('sct2_Concept_'), named('sct2_Description_'), named('sct2_TextDefinition_'), named('sct2_Relationship_'), named('ConcreteValues'), named('Language'), named('OWLExpression')];
const [SIMPLE, MAP, DEPENDENCY] = [named('Refset_Simple'), named('ExtendedMap'), named('ModuleDependency')];
/** Identifiers of no component that is there. */
const NOBODY = withCheckDigit('12345600');

const FIELD_FAULTS: readonly [why: string, path: string, column: number, value: string | ((was: string) => string), reason: RegExp][] = [
  ['letters for an id', CONCEPT, 0, 'x12345', /identifier/],
  ['a short id', CONCEPT, 0, '12345', /identifier/],
  ['a leading zero', CONCEPT, 0, (was) => `0${was}`, /identifier/],
  ['two digits the wrong way round', CONCEPT, 0, '183875005', /check digit/],
  ['the id of a description as that of a concept', CONCEPT, 0, withCheckDigit('12345601'), /not the identifier of a concept/],
  ['no such day', CONCEPT, 1, '20260231', /date/],
  ['a date with words', DESCRIPTION, 1, '2026-1-1', /date/],
  ['later than the release', DESCRIPTION, 1, '20261002', /later/],
  ['an active flag', RELATIONSHIP, 2, '2', /active/],
  ['an unknown module', CONCEPT, 3, NOBODY, /none of the packages/],
  ['a definition status', CONCEPT, 4, '900000000000448009', /definition status/],
  ['an unknown concept', DESCRIPTION, 4, NOBODY, /none of the packages/],
  ['a language', DESCRIPTION, 5, 'english', /language/],
  ['a text definition among descriptions', DESCRIPTION, 6, '900000000000550004', /description type/],
  ['a synonym among text definitions', DEFINITION, 6, '900000000000013009', /description type/],
  ['an empty term', DESCRIPTION, 7, '', /empty/],
  ['case significance', DESCRIPTION, 8, '900000000000074008', /case/],
  ['an unknown source', RELATIONSHIP, 4, NOBODY, /none of the packages/],
  ['an unknown destination', RELATIONSHIP, 5, NOBODY, /none of the packages/],
  ['a group', RELATIONSHIP, 6, '-1', /whole number/],
  ['an unknown type', RELATIONSHIP, 7, NOBODY, /none of the packages/],
  ['a stated relationship among inferred ones', RELATIONSHIP, 8, '900000000000010007', /characteristic/],
  ['a modifier', RELATIONSHIP, 9, '900000000000010007', /modifier/],
  ['a concrete value', CONCRETE, 5, '#1,5', /concrete value/],
  ['no UUID', LANGUAGE, 0, '00000f9f-174a-4de9-8000-0002ddfb063g', /UUID/],
  ['an unknown reference set', SIMPLE, 4, NOBODY, /none of the packages/],
  ['an unknown description', LANGUAGE, 5, withCheckDigit('12345601'), /none of the packages/],
  ['no identifier in a field', LANGUAGE, 6, 'preferred', /identifier/],
  ['no integer in a field', MAP, 6, 'one', /whole number/],
  ['a member of an unknown concept', MAP, 5, NOBODY, /none of the packages/],
  ['no date in a module dependency', DEPENDENCY, 7, '2026', /date/],
  ['a module of another version', DEPENDENCY, 7, '20260401', /do not go together/],
  ['an axiom of nothing', OWL, 5, '1', /identifier/],
];

it('refuses each field that is not what the specification says, at its line (Release File Specifications, 4.2 and 5.2)', async () => {
  for (const [why, path, column, value, reason] of FIELD_FAULTS) {
    // Rows of inactive components may name what is gone.
    const lines = (whole.get(path) ?? assert.fail(path)).toString().split('\r\n');
    const line = path === DEPENDENCY ? lines.length - 1 : lines.findIndex((each, at) => at >= Math.min(lines.length / 2, lines.length - 3) && each.split('\t')[2] === '1') + 1;
    const bytes = edited(path, line, column, typeof value === 'string' ? () => value : value);
    const fault = await faultWith({ [path]: bytes }, {});
    assert.equal(`${fault.file}:${fault.line}`, `${path}:${line}`, `${why}: ${fault.message}`);
    assert.match(fault.reason, reason, why);
    assert.match(fault.message, /^[^\n]+\.$/);
  }
});

const DAMAGE: Record<string, (fields: string[]) => string | Buffer> = {
  'a column less': (fields) => fields.slice(0, -1).join('\t'),
  'a column more': (fields) => `${fields.join('\t')}\tmore`,
  'another digit in the module': (fields) => fields.with(3, (fields[3] ?? '').replace(/\d(?=\d{4}$)/, (digit) => String((Number(digit) + 1) % 10))).join('\t'),
  'another digit in the id, or a letter': (fields) => fields.with(0, (fields[0] ?? '').replace(/.(?=.{3}$)/, (digit) => (fields[0]?.includes('-') === true ? 'x' : String((Number(digit) + 7) % 10)))).join('\t'),
  'no such day': (fields) => fields.with(1, '20260931').join('\t'),
  'no flag': (fields) => fields.with(2, '').join('\t'),
  'not UTF-8': (fields) => Buffer.concat([Buffer.from(fields.join('\t')), Buffer.of(0xc3, 0x28)]),
  'the same line twice': (fields) => `${fields.join('\t')}\r\n${fields.join('\t')}`,
  'an empty line': () => '',
};

it('a damaged line anywhere is refused at that very line', async () => {
  const original = paths.map((path) => ({ path, bytes: whole.get(path) ?? Buffer.alloc(0) })).filter(({ bytes }) => bytes.toString().split('\r\n').length > 3);
  await fc.assert(fc.asyncProperty(fc.constantFrom(...original), fc.constantFrom(...Object.keys(DAMAGE)), fc.double({ min: 0, max: 0.999, noNaN: true }), async ({ path, bytes }, how, where) => {
    // Axioms are checked line by line and not kept, so that one twice is not noticed.
    fc.pre(!path.includes('OWLExpression') || how !== 'the same line twice');
    const lines = bytes.toString().split('\r\n');
    const at = 1 + Math.floor(where * (lines.length - 2));
    const damaged = DAMAGE[how]?.((lines[at] ?? '').split('\t')) ?? '';
    await writeFile(join(shared, path), Buffer.concat([Buffer.from(`${lines.slice(0, at).join('\r\n')}\r\n`), Buffer.from(damaged), Buffer.from(`\r\n${lines.slice(at + 1).join('\r\n')}`)]));
    const fault = await faultOf(shared);
    await writeFile(join(shared, path), bytes);
    assert.equal(`${fault?.file ?? ''}:${fault?.line ?? ''}`, `${path}:${at + (how === 'the same line twice' ? 2 : 1)}`, how);
  }), { numRuns: 40 });
});

it('a file cut short anywhere is refused at the line where it ends, or for what is gone', async () => {
  await fc.assert(fc.asyncProperty(fc.constantFrom(...paths), fc.double({ min: 0, max: 0.999, noNaN: true }), async (path, where) => {
    const bytes = whole.get(path) ?? Buffer.alloc(0);
    const length = Math.floor(where * bytes.length);
    fc.pre(length > 0 && bytes[length - 1] !== 10);
    await writeFile(join(shared, path), bytes.subarray(0, length));
    const fault = await faultOf(shared);
    await writeFile(join(shared, path), bytes);
    assert.equal(`${fault?.file ?? ''}:${fault?.line ?? ''}`, `${path}:${bytes.subarray(0, length).toString('latin1').split('\n').length}`);
    assert.match(fault?.reason ?? '', /cut short/);
  }), { numRuns: 15 });
});

it('refuses headers that are not those of the file', async () => {
  for (const [at, path] of paths.entries()) {
    const bytes = (whole.get(path) ?? Buffer.alloc(0)).toString();
    const headers = [bytes.replace('moduleId', 'module'), `\uFEFF${bytes}`, bytes.replace('\r\n', '\tmore\r\n')];
    const fault = await faultWith({ [path]: headers[at % headers.length] });
    assert.deepEqual([fault.file, fault.line], [path, 1]);
    assert.match(fault.reason, /header/);
  }
});

it('refuses a release that lacks a part, or has one twice', async () => {
  for (const [part, reason] of [['sct2_Concept_', /Concept/], ['sct2_Description_', /Description/], ['sct2_Relationship_', /inferred relationships/], ['Language', /language/], ['ModuleDependency', /module dependency/]] as const) {
    const gone = Object.fromEntries(paths.filter((path) => path.includes(part)).map((path) => [path, undefined]));
    assert.match((await faultWith(gone)).reason, reason, part);
  }
  assert.match((await faultWith({ [CONCEPT]: '' })).reason, /header/);
  const fault = await faultWith({ [CONCEPT.replace('Terminology/', 'Terminology/copy/')]: whole.get(CONCEPT) });
  assert.match(fault.reason, /twice/);
  assert.match((await inFolder(new Map([['readme.txt', Buffer.from('x')]]), (folder) => faultOf(folder)))?.reason ?? '', /no files of a SNOMED CT release/);
  assert.match((await faultOf('/nowhere/at/all'))?.reason ?? '', /no such/);
});

it('refuses what is mixed up: another date, another form, another name', async () => {
  const olderPath = SIMPLE.replaceAll('Simple', 'SimpleMap').replace(/20261001\.txt/, '20260401.txt');
  assert.match((await faultWith({ [olderPath]: whole.get(SIMPLE) })).message, /SimpleMap.*20260401 among files of 20261001/);
  assert.match((await faultWith({ [SIMPLE.replace('SimpleSnapshot', 'SimpleFull')]: whole.get(SIMPLE) })).reason, /Full file in a folder of Snapshot/);
  assert.match((await faultWith({ [SIMPLE.replace('/Snapshot/', '/').replace('SimpleSnapshot', 'SimpleFull')]: whole.get(SIMPLE) })).reason, /without the other Full files/);
  assert.match((await faultWith({ [SIMPLE.replace('SimpleSnapshot', 'Simple')]: whole.get(SIMPLE) })).reason, /name/);
  assert.match((await faultWith({ [SIMPLE.replace('20261001.txt', '20261301.txt')]: whole.get(SIMPLE) })).reason, /name/);
});

it('refuses an extension beside a version of International that it does not need (Release File Specifications, 5.2.4.2)', async () => {
  const older = contentsOf(madeRelease({ ...SIZE, date: 20260401 }));
  const mixed = new Map([...[...older].filter(([path]) => path.includes('International')), ...[...whole].filter(([path]) => path.includes('Example'))]);
  const fault = await inFolder(mixed, (folder) => faultOf(folder, { isExtract: true }));
  assert.match(fault?.message ?? '', /Example.*ModuleDependency.*line \d+.*do not go together/);
});

it('refuses a Delta that does not follow on what was loaded before', async () => {
  const at = async (date: number): ReturnType<typeof readRelease> => inFolder(contentsOf(madeRelease({ ...SIZE, date })), (folder) => readRelease(folder));
  const [first, last] = [await at(20251001), await at(20261001)];
  const delta = contentsOf(madeRelease({ ...SIZE, kind: 'Delta' }));
  const information = `${(named('Concept').split('/')[0] ?? '')}/release_package_information.json`;
  const deltaFault = async (options: ReadOptions, says?: object): Promise<string> =>
    (await inFolder(new Map([...delta, ...(says === undefined ? [] : [[information, Buffer.from(JSON.stringify(says))] as const])]), (folder) => faultOf(folder, options)))?.reason ?? '';
  assert.match(await deltaFault({}), /no release loaded before/);
  assert.match(await deltaFault({ base: last }), /loaded before is of 20261001/);
  for (const says of [{ deltaFromDate: '20260401' }, { previousPublishedPackage: 'SnomedCT_InternationalRF2_PRODUCTION_20260401T120000Z.zip' }]) assert.match(await deltaFault({ base: first }, { effectiveTime: '20261001', ...says }), /one between them is missing/);
});

it('refuses what does not agree with the checksums and notes that came with it', async () => {
  const folder = CONCEPT.split('/')[0] ?? '';
  const sums = paths.filter((path) => path.startsWith(folder)).map((path) => `${createHash('sha256').update(whole.get(path) ?? '').digest('hex')}  ${path.split('/').at(-1) ?? ''}`).join('\n');
  await inFolder(new Map([...whole, [`${folder}/sha256sums.txt`, Buffer.from(sums)]]), async (complete) => {
    assert.equal(await faultOf(complete), undefined);
    await fc.assert(fc.asyncProperty(fc.constantFrom(...paths.filter((path) => path.startsWith(folder))), fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 255 }), async (path, where, flip) => {
      const bytes = Buffer.from(whole.get(path) ?? '');
      const at = Math.floor(where * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      await writeFile(join(complete, path), bytes);
      const fault = await faultOf(complete);
      await writeFile(join(complete, path), whole.get(path) ?? '');
      assert.equal(fault?.file, path);
      assert.match(fault?.reason ?? '', /checksum/);
    }), { numRuns: 20 });
  });
  assert.match((await faultWith({ [`${folder}/release_package_information.json`]: '{"effectiveTime":"20260401"}' })).reason, /20260401/);
  assert.match((await faultWith({ [`${folder}/release_package_information.json`]: 'nothing' })).reason, /JSON/);
  assert.match((await faultWith({ [`${folder}/md5sums.txt`]: 'nothing' })).message, /line 1.*checksums/);
});

it('a zip with any byte changed is refused or says the same, and is the one its checksum is of', async () => {
  await inFolder(new Map(), async (folder) => {
    const path = join(folder, 'release.zip');
    await writeZip(madeRelease({ concepts: 120 }), path);
    const bytes = await readFile(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const expected = saidBy((await readRelease(path, { sha256: sha256.toUpperCase() })).components);
    await fc.assert(fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ flip;
      await writeFile(path, changed);
      try {
        assert.deepEqual(saidBy((await readRelease(path)).components), expected);
      } catch (error) {
        if (!(error instanceof ReleaseFault)) throw error;
      }
    }), { numRuns: 30 });
    assert.match((await faultOf(path, { sha256: '0'.repeat(64) }))?.reason ?? '', /SHA-256/);
    await writeFile(path, bytes);
    await writeFile(`${path}.sha256`, `${'0'.repeat(64)}  release.zip\n`);
    assert.match((await faultOf(path))?.reason ?? '', /checksum/);
    await rm(`${path}.sha256`);
    await writeFile(path, bytes.subarray(0, 5000));
    assert.match((await faultOf(path))?.reason ?? '', /zip/);
  });
});

it('refuses a zip that would unpack without end, and names that lead out of it', async () => {
  await inFolder(new Map(), async (folder) => {
    const path = join(folder, 'release.zip');
    const write = async (name: string, content: Buffer): Promise<Buffer> => {
      const zip = new ZipFile();
      zip.addBuffer(content, name);
      zip.end();
      return buffer(zip.outputStream);
    };
    await writeFile(path, await write('sct2_Concept_Snapshot_INT_20261001.txt', Buffer.alloc(1 << 24)));
    assert.match((await faultOf(path))?.reason ?? '', /far more/);
    const led = (await write('AA/sct2_Concept_Snapshot_INT_20261001.txt', Buffer.from('x'))).toString('latin1').replaceAll('AA/', '../');
    await writeFile(path, Buffer.from(led, 'latin1'));
    assert.match((await faultOf(path))?.reason ?? '', /cannot be read.*\.\./);
  });
});
