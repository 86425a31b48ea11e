/** Words of drug names, sorted, each with the documents it is in; documents in the order they are listed in. */
import { type Section, packSections, unpackSections } from '../../sections.ts';
import type { Dmd } from '../dmd.ts';
import type { Level } from '../product.ts';
import { checksumOf, frame, unframe } from '../store/frame.ts';
import { rememberingSplit } from './names.ts';

const KIND = 'DMS1';

/** The levels that are searched, as the index numbers them. */
export const SEARCHED: readonly Level[] = ['VMP', 'AMP', 'VMPP', 'AMPP'];
const DIGIT = /[\d.]/;

/** Documents of one level, from one on and before another. */
export interface Run {
  readonly level: Level;
  readonly prescribable: boolean;
  readonly from: number;
  readonly to: number;
}

/** `ends`: of prescribable products, prescribable packs, other products, other packs. Within each the levels follow one another. */
function runsOf(ends: readonly number[], levels: Uint8Array): Run[] {
  return ends.flatMap((end, group) => {
    const packs = group % 2 === 1;
    const [first, second]: readonly [Level, Level] = packs ? ['VMPP', 'AMPP'] : ['VMP', 'AMP'];
    const start = ends[group - 1] ?? 0;
    const later = levels.subarray(start, end).indexOf(SEARCHED.indexOf(second));
    const middle = later < 0 ? end : start + later;
    const prescribable = group < 2;
    return [{ level: first, prescribable, from: start, to: middle }, { level: second, prescribable, from: middle, to: end }];
  });
}

export class DrugIndex {
  readonly dmd: Dmd;
  /** All of it, as `encodeDrugIndex` gives it. */
  readonly bytes: Uint8Array;
  /** Where the documents of each level stand, in their order. */
  readonly runs: readonly Run[];
  readonly wordCount: number;
  /** What is shown is split again to say why it matched; the same names come again and again. */
  readonly split = rememberingSplit();
  /** The words one after another, and where each begins. */
  readonly words: Buffer;
  readonly wordStarts: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #documents: Uint32Array;
  readonly #levels: Uint8Array;
  readonly #rows: Uint32Array;
  #places: ReadonlyMap<Level, Uint32Array> | undefined;

  /** Throws at an index of another release. */
  constructor(dmd: Dmd, framed: Uint8Array) {
    const { bytes, packed } = unframe(KIND, framed);
    const sections = unpackSections(packed);
    if (sections.about !== checksumOf(dmd.bytes)) throw new Error('This drug index is of another release');
    this.dmd = dmd;
    this.bytes = bytes;
    const words = sections.u8('words');
    this.words = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
    this.wordStarts = sections.u32('wordStarts');
    this.#starts = sections.u32('starts');
    this.#documents = sections.u32('documents');
    this.#levels = sections.u8('levels');
    this.#rows = sections.u32('rows');
    this.runs = runsOf([...sections.u32('groups')], this.#levels);
    this.wordCount = this.wordStarts.length - 1;
  }

  /** How many documents there are in all. */
  get size(): number {
    return this.#rows.length;
  }

  wordLength(place: number): number {
    return (this.wordStarts[place + 1] ?? 0) - (this.wordStarts[place] ?? 0);
  }

  /** The places of the words that begin with something. */
  beginningWith(prefix: string): [from: number, to: number] {
    return [this.#firstFrom(prefix), this.#firstFrom(`${prefix}\u007f`)];
  }

  /** Of the words that begin with a number, those in which it is the whole number: 5mg and 5, not 50mg or 5.5mg. */
  withNumber(number: string): number[] {
    const [from, to] = this.beginningWith(number);
    const places: number[] = [];
    for (let place = from; place < to; place++) if (/[a-z%]$/.test(number) || !DIGIT.test(this.#letter(place, number.length))) places.push(place);
    return places;
  }

  /** The documents of a word that stand from one on and before another, in order. */
  documentsOf(place: number, from: number, to: number): Uint32Array {
    const start = this.#starts[place] ?? 0;
    const end = this.#starts[place + 1] ?? 0;
    return this.#documents.subarray(this.#notBefore(from, start, end), this.#notBefore(to, start, end));
  }

  levelOf(document: number): Level {
    return SEARCHED[this.#levels[document] ?? 0] ?? 'VMP';
  }

  rowOf(document: number): number {
    return this.#rows[document] ?? 0;
  }

  /** The document of a product, or -1. */
  documentOf(id: string): number {
    const level = this.dmd.level(id);
    if (level === undefined || level === 'VTM') return -1;
    this.#places ??= this.#placesByLevel();
    return this.#places.get(level)?.[this.dmd.table(level).rowOf(id)] ?? -1;
  }

  /** '' behind the last. */
  #letter(place: number, at: number): string {
    return at < this.wordLength(place) ? String.fromCharCode(this.words[(this.wordStarts[place] ?? 0) + at] ?? 0) : '';
  }

  #placesByLevel(): ReadonlyMap<Level, Uint32Array> {
    const places = new Map(SEARCHED.map((level) => [level, new Uint32Array(this.dmd.table(level).length)]));
    for (let document = 0; document < this.size; document++) {
      const rows = places.get(this.levelOf(document));
      if (rows !== undefined) rows[this.rowOf(document)] = document;
    }
    return places;
  }

  #notBefore(document: number, start: number, end: number): number {
    if (document === 0) return start;
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#documents[middle] ?? 0) < document) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #firstFrom(text: string): number {
    const wanted = Buffer.from(text, 'latin1');
    let low = 0;
    let high = this.wordCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.words.compare(wanted, 0, wanted.length, this.wordStarts[middle], this.wordStarts[middle + 1]) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export function packDrugIndex(dmd: Dmd, sections: Readonly<Record<string, Section>>): DrugIndex {
  return new DrugIndex(dmd, frame(KIND, packSections(checksumOf(dmd.bytes), sections)));
}

export function encodeDrugIndex({ bytes }: DrugIndex): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The index of a release, from what `encodeDrugIndex` gave. It lives in these bytes: they may not change. */
export function decodeDrugIndex(dmd: Dmd, encoded: Uint8Array): DrugIndex {
  return new DrugIndex(dmd, encoded);
}
