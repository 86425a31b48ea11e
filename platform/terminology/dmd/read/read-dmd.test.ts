import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { cp, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, test } from 'node:test';
import { ZipFile } from 'yazl';
import { RELEASE_EXTRACT } from '../../../../dev-env/terminology/dmd-extracts.ts';
import { ReleaseFault } from '../../rf2/release-fault.ts';
import { encodeDmd } from '../dmd.ts';
import { readDmd } from './read-dmd.ts';

// dm+d Technical Specification of data files R2 v3.1, and the schemas of the release (vtm_v2_3.xsd … gtin_v2_0.xsd).

const room = await mkdtemp(join(tmpdir(), 'jenner-dmd-'));
after(() => rm(room, { recursive: true }));
let copies = 0;

/** A copy of the extract with a file changed. */
async function changed(file: string, change: (text: string) => string): Promise<string> {
  const folder = join(room, String(copies++));
  await cp(RELEASE_EXTRACT, folder, { recursive: true });
  const path = join(folder, file);
  const before = await readFile(path, 'utf8');
  const text = change(before);
  assert.notEqual(text, before, 'the change changes something');
  await writeFile(path, text);
  return folder;
}

async function refusal(source: string): Promise<ReleaseFault> {
  const error: unknown = await readDmd(source).then(() => undefined, (error: unknown) => error);
  assert.ok(error instanceof ReleaseFault, `refused, with a ReleaseFault: ${String(error)}`);
  return error;
}

/** The line on which a text first stands. */
async function lineOf(folder: string, file: string, text: string): Promise<number> {
  const lines = (await readFile(join(folder, file), 'utf8')).split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

async function zip(name: string, files: readonly (readonly [string, string | Buffer])[]): Promise<string> {
  const made = new ZipFile();
  for (const [name, content] of files) made.addBuffer(Buffer.from(content), name);
  made.end();
  const path = join(room, name);
  await pipeline(made.outputStream, createWriteStream(path));
  return path;
}

const VMP = 'f_vmp2_3010419.xml';
const AMP = 'f_amp2_3010419.xml';

test('an extract of a real release is read whole, with its date and what each file was', async () => {
  const heard: number[] = [];
  const dmd = await readDmd(RELEASE_EXTRACT, ({ bytes, ofBytes }) => heard.push(bytes / ofBytes));
  assert.equal(dmd.release.date, '2019-04-01');
  assert.deepEqual([dmd.release.counts['VMP'], dmd.release.counts['VMPP'], dmd.release.counts['AMP'], dmd.release.counts['AMPP'], dmd.release.counts['GTIN']], [7, 14, 15, 26, 16]);
  assert.equal(dmd.release.files.length, 8);
  assert.match(dmd.release.files[0]?.sha256 ?? '', /^[0-9a-f]{64}$/);
  assert.equal(heard.at(-1), 1);
});

test('the weekly zip with the GTINs as a zip in it, and the bonus zip, give the same as the folder', async () => {
  const files = await Promise.all((await readdir(RELEASE_EXTRACT)).map(async (name) => [name, await readFile(join(RELEASE_EXTRACT, name))] as const));
  const gtin = await zip('week-gtin.zip', files.filter(([name]) => name.includes('gtin')));
  const week = await zip('nhsbsa_dmd_4.0.1_20190401000001.zip', [...files.filter(([name]) => !name.includes('gtin')), [basename(gtin), await readFile(gtin)]]);
  const bnf = '<BNF_DETAILS><VMPS><VMP><VPID>22480211000001104</VPID><BNF>10030200</BNF><ATC>M02AA15</ATC></VMP><VMP><VPID>318136009</VPID><BNF>02020400</BNF></VMP></VMPS></BNF_DETAILS>';
  const history = '<HISTORY><VMPS><VMP><IDCURRENT>36016311000001102</IDCURRENT><IDPREVIOUS>318135008</IDPREVIOUS><STARTDT>2004-05-04</STARTDT></VMP></VMPS></HISTORY>';
  const bonus = await zip('nhsbsa_dmdbonus_4.0.1_20190401000001.zip', [['f_bnf1_0010419.xml', bnf], ['f_history1_0010419.xml', history]]);

  assert.deepEqual((await readDmd(week)).release.counts, (await readDmd(RELEASE_EXTRACT)).release.counts);
  const dmd = await readDmd([week, bonus]);
  const gel = dmd.product('22480211000001104');
  assert.ok(gel?.level === 'VMP');
  assert.deepEqual([gel.bnf, gel.atc], ['10030200', 'M02AA15']);
  assert.equal(dmd.successorOf('318135008'), '36016311000001102');
  assert.deepEqual(dmd.release.passedOver, { BNF_VMP: 1 }, 'a bonus row about a product that is not there is counted');
});

test('the same files give the same bytes', async () => {
  assert.ok(encodeDmd(await readDmd(RELEASE_EXTRACT)).equals(encodeDmd(await readDmd(RELEASE_EXTRACT))));
});

test('a truncated file is refused', async () => {
  const folder = await changed(AMP, (text) => text.slice(0, text.length / 2));
  const { file, line, reason } = await refusal(folder);
  assert.equal(file, AMP);
  assert.equal(line, (await readFile(join(folder, AMP), 'utf8')).split('\n').length);
  assert.match(reason, /not well-formed XML: unclosed tag|unexpected end/);
});

test('an element that dm+d does not know is refused, with its line', async () => {
  const folder = await changed(VMP, (text) => text.replace('<BASISCD>0002</BASISCD>', '<BASISCD>0002</BASISCD>\n      <DOSE>1</DOSE>'));
  assert.deepEqual({ ...(await refusal(folder)) }, { ...new ReleaseFault(VMP, await lineOf(folder, VMP, '<DOSE>'), 'unknown element DOSE in VMP') });
});

for (const [what, file, from, to, reason] of [
  ['a date that is none', AMP, '<NMDT>2009-03-01</NMDT>', '<NMDT>2009-02-30</NMDT>', 'NMDT: "2009-02-30" is not a date'],
  ['a word for a number', 'f_vmpp2_3010419.xml', '<QTYVAL>5</QTYVAL>', '<QTYVAL>five</QTYVAL>', 'QTYVAL: "five" is not a number'],
  ['a flag of 2', VMP, '<PRES_F>0001</PRES_F>', '<PRES_F>0002</PRES_F>', 'PRES_F: "0002" is neither 1 nor 0'],
  ['an identifier with a wrong check digit', VMP, '<VPID>22480211000001104</VPID>', '<VPID>22480211000001105</VPID>', 'VPID: 22480211000001105 has not the check digit of a SNOMED CT identifier'],
  ['a brand of a product that is not there', AMP, '<VPID>35894711000001106</VPID>', '<VPID>318136009</VPID>', 'VPID: 318136009 is not in VMP'],
  ['a code that the lookup file has not', AMP, '<SUPPCD>9190711000001101</SUPPCD>', '<SUPPCD>2070501000001104</SUPPCD>', 'SUPPCD: 2070501000001104 is not in SUPPLIER'],
  ['an identifier that is there twice', VMP, '<VPID>28789311000001103</VPID>', '<VPID>28946311000001106</VPID>', 'VPID: 28946311000001106 is there twice'],
  ['a product without a name', VMP, '<NM>Diclofenac 2.32% gel</NM>', '', 'VMP has no NM'],
  ['a name twice', VMP, '<NM>Diclofenac 2.32% gel</NM>', '<NM>Diclofenac 2.32% gel</NM><NM>Diclofenac</NM>', 'NM twice in VMP'],
  ['a document type declaration', VMP, '<VIRTUAL_MED_PRODUCTS', '<!DOCTYPE x [<!ENTITY e "e">]><VIRTUAL_MED_PRODUCTS', 'a document type declaration, which dm+d files have not'],
] as const) {
  test(`${what} is refused, with the file and the reason`, async () => {
    const folder = await changed(file, (text) => text.replace(from, to));
    const found = await refusal(folder);
    assert.deepEqual([found.file, found.reason], [file, reason]);
    assert.ok(found.line > 0);
  });
}

test('a missing file is refused', async () => {
  const folder = join(room, 'missing');
  await cp(RELEASE_EXTRACT, folder, { recursive: true });
  await rm(join(folder, AMP));
  assert.equal((await refusal(folder)).reason, 'it has no f_amp2_3');
});

test('files of two releases are refused', async () => {
  const folder = join(room, 'mixed');
  await cp(RELEASE_EXTRACT, folder, { recursive: true });
  await rename(join(folder, AMP), join(folder, 'f_amp2_3080419.xml'));
  assert.match((await refusal(folder)).reason, /^it is of 2019-04-08, and .* of 2019-04-01: files of two releases$/);
});

test('a layout that is not known is refused', async () => {
  const folder = join(room, 'layout');
  await cp(RELEASE_EXTRACT, folder, { recursive: true });
  await rename(join(folder, AMP), join(folder, 'f_amp2_4010419.xml'));
  assert.equal((await refusal(folder)).reason, 'it is in layout 2.4, and 2.3 is the one that is known');
});

test('a folder without dm+d, and none at all, are refused', async () => {
  assert.match((await refusal(import.meta.dirname)).reason, /holds no files of a dm\+d release/);
  assert.match((await refusal(join(room, 'nowhere'))).reason, /no such file or folder/);
});

test('what a subset may leave out, a release may not', async () => {
  const folder = await changed(VMP, (text) => text.replaceAll(/ *<BASISCD>.*<\/BASISCD>\n/g, ''));
  assert.equal((await refusal(folder)).reason, 'VMP has no BASISCD');
  const dmd = await readDmd(folder, () => {}, { partial: true });
  const gel = dmd.product('22480211000001104');
  assert.ok(gel?.level === 'VMP' && gel.basisOfName === undefined);
});
