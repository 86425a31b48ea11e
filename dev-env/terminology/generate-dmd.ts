/**
 * Made-up dm+d of any size in the published layout, for measuring: the same seed writes the same files. Names are put
 * together from syllables and stand for nothing; the codes have right check digits and belong to nobody.
 *   node dev-env/terminology/generate-dmd.ts <folder> [VMPs, 20000] [seed]
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { FILES, type FileLayout, LOOKUPS } from '../../platform/terminology/dmd/layout.ts';
import { withCheckDigit } from '../../platform/terminology/sctid.ts';

/** For each VMP: so many rows of each other level, as in a release of today. */
const SHARE = { vtm: 0.15, ingredient: 0.2, vmpp: 2, amp: 5, ampp: 9 };
const DATE = '301126';

export interface GeneratedSize {
  readonly vmps: number;
  readonly seed?: number;
}

const SYLLABLES = 'ba be bi bo bra car ce cil co da del dex di do fa fen flu ga gli ha hy ib in ka lam le lo lu ma me met mi na ne nor ol ox pa pra pro ra ri ro sa ser si so su ta tel ti tra va ver vi xa zo'.split(' ');
const ENDINGS = 'mab pril olol sartan statin azole cillin dipine oxacin pam zepam gliptin tidine one ine ide ate'.split(' ');
const FORMS = ['tablets', 'capsules', 'modified-release tablets', 'gastro-resistant capsules', 'oral solution sugar free', 'oral suspension', 'cream', 'ointment', 'eye drops preservative free', 'solution for injection ampoules', 'dry powder inhaler', 'suppositories', 'effervescent tablets'];
const STRENGTHS = ['0.5mg', '1mg', '2.5mg', '5mg', '10mg', '20mg', '25mg', '40mg', '50mg', '75mg', '100mg', '100micrograms/dose', '125mg/5ml', '200mg', '250mg', '250mg/5ml', '300mg', '400mg', '500mg', '1g', '2%', '0.1%', '10,000units/ml'];
const PACKS = [7, 10, 14, 20, 21, 28, 30, 56, 60, 84, 100];

/** A row: its fields in any order, or a repeated group of them. */
type Fields = Record<string, string | number | undefined>;

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Writes one file as NHSBSA lays it out. `rows` gives the rows of each table. */
async function writeFile(folder: string, layout: FileLayout, rows: (table: string) => Iterable<Fields>): Promise<void> {
  const out = createWriteStream(join(folder, `f_${layout.file}${layout.version}${DATE}.xml`));
  let pending = '';
  const write = async (text: string): Promise<void> => {
    pending += text;
    if (pending.length < 1 << 18) return;
    if (!out.write(pending)) await once(out, 'drain');
    pending = '';
  };
  await write(`<?xml version="1.0" encoding="utf-8"?>\n<${layout.root} xmlns="" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<!-- Made up: not dm+d -->\n`);
  for (const { name, within, row, group } of layout.tables) {
    if (within !== '') await write(`<${within}>\n`);
    for (const fields of rows(name)) {
      let text = `  <${row}>\n`;
      for (const [at, [field, value]] of Object.entries(fields).entries()) {
        if (group !== undefined && at === 1) text += `    <${group}>\n`;
        if (value !== undefined) text += `    <${field}>${escape(String(value))}</${field}>\n`;
      }
      await write(`${text}${group === undefined ? '' : `    </${group}>\n`}  </${row}>\n`);
    }
    if (within !== '') await write(`</${within}>\n`);
  }
  out.end(`${pending}</${layout.root}>\n`);
  await once(out, 'close');
}

const CODES: Readonly<Record<string, number>> = { UNIT_OF_MEASURE: 166, FORM: 178, ONT_FORM_ROUTE: 327, ROUTE: 65, SUPPLIER: 1800, FLAVOUR: 230, COLOUR: 126 };

class Generator {
  readonly #random: () => number;
  readonly #vmps: number;
  readonly #names: string[];
  readonly #suppliers: string[];

  constructor({ vmps, seed = 1 }: GeneratedSize) {
    this.#random = randomOf(seed);
    this.#vmps = vmps;
    this.#names = Array.from({ length: this.count('vtm') }, () => this.#word(2) + this.#pick(ENDINGS));
    this.#suppliers = Array.from({ length: 1800 }, () => `${this.#capital(this.#word(2))} ${this.#pick(['Pharma Ltd', 'Healthcare Ltd', 'UK Ltd', 'Laboratories Ltd', 'Plc'])}`);
  }

  count(level: keyof typeof SHARE): number {
    return Math.max(1, Math.round(this.#vmps * SHARE[level]));
  }

  *rows(table: string): Generator_ {
    if (LOOKUPS.includes(table)) yield* this.#lookup(table);
    else yield* (this.#tables[table]?.() ?? []);
  }

  readonly #tables: Readonly<Record<string, () => Generator_>> = {
    ING: () => this.#each(this.count('ingredient'), (nth) => ({ ISID: id('ing', nth), NM: this.#capital(this.#names[nth % this.#names.length] ?? '') })),
    VTM: () => this.#each(this.count('vtm'), (nth) => ({ VTMID: id('vtm', nth), NM: this.#capital(this.#names[nth] ?? '') })),
    VMP: () => this.#each(this.#vmps, (nth) => ({
      VPID: id('vmp', nth), VTMID: id('vtm', this.#vtmOf(nth)), INVALID: nth % 50 === 7 ? '1' : undefined, NM: this.#vmpName(nth), BASISCD: '0001',
      NMDT: nth % 3 === 0 ? '2004-05-04' : undefined, NMPREV: nth % 3 === 0 ? `${this.#capital(this.#names[(this.#vtmOf(nth) + 1) % this.#names.length] ?? '')} ${this.#strength(nth)}` : undefined,
      PRES_STATCD: nth % 20 === 3 ? '0004' : '0001', SUG_F: nth % 9 === 0 ? '0001' : undefined, DF_INDCD: '1', UDFS: '1', UDFS_UOMCD: code('UNIT_OF_MEASURE', nth), UNIT_DOSE_UOMCD: code('UNIT_OF_MEASURE', nth),
    })),
    VPI: () => this.#each(this.#vmps, (nth) => ({
      VPID: id('vmp', nth), ISID: id('ing', nth % this.count('ingredient')), BASIS_STRNTCD: '0001', STRNT_NMRTR_VAL: 5, STRNT_NMRTR_UOMCD: code('UNIT_OF_MEASURE', 1),
    })),
    ONT: () => this.#each(this.#vmps, (nth) => ({ VPID: id('vmp', nth), FORMCD: code('ONT_FORM_ROUTE', nth) })),
    DFORM: () => this.#each(this.#vmps, (nth) => ({ VPID: id('vmp', nth), FORMCD: code('FORM', nth) })),
    DROUTE: () => this.#each(this.#vmps, (nth) => ({ VPID: id('vmp', nth), ROUTECD: code('ROUTE', nth) })),
    CONTROL_INFO: () => this.#each(this.#vmps, (nth) => ({ VPID: id('vmp', nth), CATCD: code('CONTROL_DRUG_CATEGORY', nth) })),
    VMPP: () => this.#each(this.count('vmpp'), (nth) => ({ VPPID: id('vmpp', nth), NM: this.#vmppName(nth), VPID: id('vmp', nth % this.#vmps), QTYVAL: this.#pack(nth), QTY_UOMCD: code('UNIT_OF_MEASURE', nth) })),
    DTINFO: () => this.#each(Math.floor(this.count('vmpp') / 2), (nth) => ({ VPPID: id('vmpp', nth), PAY_CATCD: '0001', PRICE: 100 + nth, DT: '2026-04-01', PREVPRICE: 99 + nth })),
    AMP: () => this.#each(this.count('amp'), (nth) => ({
      APID: id('amp', nth), INVALID: nth % 40 === 9 ? '1' : undefined, VPID: id('vmp', nth % this.#vmps), NM: this.#ampName(nth), DESC: `${this.#ampName(nth)} (${this.#supplier(nth)})`,
      SUPPCD: code('SUPPLIER', nth), LIC_AUTHCD: '0001', AVAIL_RESTRICTCD: nth % 6 === 5 ? '0009' : '0001',
    })),
    AP_ING: () => this.#each(this.count('amp'), (nth) => ({ APID: id('amp', nth), ISID: id('ing', nth % this.count('ingredient')) })),
    LIC_ROUTE: () => this.#each(this.count('amp'), (nth) => ({ APID: id('amp', nth), ROUTECD: code('ROUTE', nth) })),
    AMPP: () => this.#each(this.count('ampp'), (nth) => {
      const amp = nth % this.count('amp');
      return {
        APPID: id('ampp', nth), NM: `${this.#ampName(amp)} (${this.#supplier(amp)}) ${this.#pack(nth)} tablet`, VPPID: id('vmpp', amp % this.#vmps), APID: id('amp', amp), LEGAL_CATCD: '0003',
        DISCCD: nth % 11 === 4 ? '0001' : undefined, DISCDT: nth % 11 === 4 ? '2020-02-29' : undefined,
      };
    }),
    PRESCRIB_INFO: () => this.#each(Math.floor(this.count('ampp') / 3), (nth) => ({ APPID: id('ampp', nth), ACBS: '0001' })),
    PRICE_INFO: () => this.#each(this.count('ampp'), (nth) => ({ APPID: id('ampp', nth), PRICE: 120 + (nth % 9000), PRICEDT: '2026-01-10', PRICE_PREV: 110, PRICE_BASISCD: '0001' })),
    REIMB_INFO: () => this.#each(this.count('ampp'), (nth) => ({ APPID: id('ampp', nth), PX_CHRGS: '1', DISP_FEES: '1', DND: '0001' })),
    GTIN: () => this.#each(Math.floor(this.count('ampp') * 0.7), (nth) => ({ AMPPID: id('ampp', nth), GTIN: String(5_000_000_000_000 + nth), STARTDT: '2010-02-01' })),
    BNF_VMP: () => this.#each(this.#vmps, (nth) => ({ VPID: id('vmp', nth), BNF: String(10_000_000 + nth), ATC: 'A00AA00' })),
    HISTORY_VMP: () => this.#each(Math.floor(this.#vmps / 10), (nth) => ({ IDCURRENT: id('vmp', nth), IDPREVIOUS: id('old', nth), STARTDT: '2004-05-04', ENDDT: '2009-03-31' })),
  };

  *#each(count: number, row: (nth: number) => Fields): Generator_ {
    for (let nth = 0; nth < count; nth++) yield row(nth);
  }

  *#lookup(name: string): Generator_ {
    const count = CODES[name];
    const first = name === 'DF_INDICATOR' ? 1 : 0;
    for (let nth = 0; nth < (count ?? 12); nth++) yield { CD: count === undefined ? String(nth + first).padStart(4, '0') : code(name, nth), DESC: name === 'SUPPLIER' ? this.#supplier(nth) : `${name} ${nth}` };
  }

  #vtmOf(vmp: number): number {
    return (vmp * 7919) % this.#names.length;
  }

  #strength(vmp: number): string {
    return STRENGTHS[(vmp * 31) % STRENGTHS.length] ?? '';
  }

  #pack(nth: number): number {
    return PACKS[nth % PACKS.length] ?? 28;
  }

  #vmpName(vmp: number): string {
    return `${this.#capital(this.#names[this.#vtmOf(vmp)] ?? '')} ${this.#strength(vmp)} ${FORMS[(vmp * 17) % FORMS.length] ?? ''}`;
  }

  #vmppName(vmpp: number): string {
    return `${this.#vmpName(vmpp % this.#vmps)} ${this.#pack(vmpp)} tablet`;
  }

  /** Every fifth is a brand. */
  #ampName(amp: number): string {
    const vmp = amp % this.#vmps;
    if (amp % 5 !== 0) return this.#vmpName(vmp);
    const brand = this.#names[(amp * 104_729) % this.#names.length] ?? '';
    return `${this.#capital(brand.slice(0, 5))}${SYLLABLES[amp % SYLLABLES.length] ?? ''} ${this.#strength(vmp)} ${FORMS[(vmp * 17) % FORMS.length] ?? ''}`;
  }

  #supplier(nth: number): string {
    return this.#suppliers[nth % this.#suppliers.length] ?? '';
  }

  #word(syllables: number): string {
    return Array.from({ length: syllables }, () => this.#pick(SYLLABLES)).join('');
  }

  #pick<T>(of: readonly [T, ...T[]] | readonly T[]): T {
    const picked = of[Math.floor(this.#random() * of.length)];
    if (picked === undefined) throw new Error('Nothing to pick from');
    return picked;
  }

  #capital(word: string): string {
    return word.slice(0, 1).toUpperCase() + word.slice(1);
  }
}
type Generator_ = Iterable<Fields>;

const KINDS = ['ing', 'vtm', 'vmp', 'vmpp', 'amp', 'ampp', 'old', 'code'];

/** An identifier in the form of the UK's namespace. */
function id(kind: string, nth: number): string {
  return withCheckDigit(`${(KINDS.indexOf(kind) + 1) * 1_000_000 + nth}100000110`);
}

function code(list: string, nth: number): string {
  const count = CODES[list];
  return count === undefined ? String(nth % 10).padStart(4, '0') : id('code', LOOKUPS.indexOf(list) * 10_000 + (nth % count));
}

/** Writes a release of that size into a folder. */
export async function generateDmd(folder: string, size: GeneratedSize): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const generator = new Generator(size);
  for (const layout of FILES) await writeFile(folder, layout, (table) => generator.rows(table));
}

if (import.meta.main) {
  const [folder, vmps = '20000', seed = '1'] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Which folder?');
  await generateDmd(folder, { vmps: Number(vmps), seed: Number(seed) });
}
