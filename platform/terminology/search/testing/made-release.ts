import { GrowingIds, GrowingNumbers, GrowingTexts, u8, u16, u32 } from '../../columns.ts';
import { type Components, FSN, SYNONYM } from '../../components.ts';
import { halvesOf } from '../../sctid.ts';

const STEMS = ['cardi', 'haemat', 'nephr', 'oste', 'derm', 'gastr', 'hepat', 'neur', 'pulmon', 'arthr', 'oesophag', 'cephal', 'col', 'enter', 'cyst', 'laryng', 'lymph', 'myel', 'ophthalm', 'ot', 'pancreat', 'pharyng', 'phleb', 'rhin', 'splen', 'thorac', 'thyroid', 'trache', 'ur', 'vascul', 'aden', 'angi', 'bronch', 'chondr', 'encephal', 'fibr', 'glomerul', 'lip', 'mast', 'mening', 'tend', 'trich', 'ven', 'vesic'];
const ENDINGS = ['itis', 'osis', 'oma', 'ectomy', 'pathy', 'algia', 'aemia', 'oscopy', 'ostomy', 'otomy', 'oplasty', 'rrhoea', 'rrhage', 'megaly', 'sclerosis', 'spasm', 'stenosis', 'al', 'ic', 'ous', 'ary', 'ogram', 'ography', 'ium', 'us', 'oid'];
const STARTS = ['', 'hyper', 'hypo', 'peri', 'endo', 'para', 'sub', 'anti', 'intra', 'poly', 'pseudo', 'retro', 'trans', 'supra', 'micro', 'macro', 'neo', 'dys', 'ecto', 'meso', 'hemi', 'mono', 'bi', 'tri', 'non', 'auto', 'bio', 'cryo', 'extra', 'infra'];
const PLAIN = ['of', 'disorder', 'structure', 'left', 'right', 'pain', 'acute', 'chronic', 'and', 'with', 'due', 'to', 'fracture', 'injury', 'infection', 'disease', 'syndrome', 'tablet', 'product', 'oral', 'mg', 'malignant', 'neoplasm', 'in', 'procedure', 'operation', 'upper', 'lower', 'limb', 'chest', 'blood', 'history', 'family', 'on', 'examination', 'the', 'by', 'solution', 'heart', 'hand', 'knee', 'skin', 'open', 'closed', 'wound', 'primary', 'secondary', 'congenital', 'drug', 'allergy', 'abdominal', 'type', 'diabetes', 'mellitus', 'screening', 'test', 'level', 'serum', 'measurement', 'x-ray', "crohn's", 'post-operative', '500mg', '10', '2'];
const TAGS = ['disorder', 'finding', 'procedure', 'body structure', 'substance', 'product', 'situation', 'organism'];

/**
 * A release of made-up concepts for tests and measurements: words that look medical, a few in most terms and most in a
 * few (Zipf). The same for the same arguments. Each concept has a fully specified name, a preferred term and, on
 * average, another synonym; every tenth is inactive. No relationships; dialects only by a preferred first term.
 */
export function madeRelease(size: number, vocabulary: number): Components {
  const random = randomOf(20261130);
  const words = wordsOf(vocabulary, random);
  const pick = (): string => words[Math.min(words.length - 1, Math.floor(words.length ** (random() ** 0.75)) - 1)] ?? '';
  const date = 20261130;
  const [conceptId, conceptRows] = [new GrowingIds(), new Rows(date)];
  const [id, concept, language, type, caseSignificance, term, rows] = [new GrowingIds(), new GrowingIds(), new GrowingNumbers(u16), new GrowingNumbers(u8), new GrowingNumbers(u8), new GrowingTexts(), new Rows(date)];
  const describe = (of: number, kind: number, text: string): void => {
    id.push(2, id.length + 1);
    concept.push(1, of + 1);
    language.push(0x656e);
    type.push(kind);
    caseSignificance.push(0);
    term.pushText(text.charAt(0).toUpperCase() + text.slice(1));
    rows.push(1);
  };
  for (let of = 0; of < size; of++) {
    conceptId.push(1, of + 1);
    conceptRows.push(of % 10 === 9 ? 0 : 1);
    const count = 1 + Math.floor(random() * random() * 9);
    const own = Array.from({ length: count }, pick);
    describe(of, FSN, `${own.join(' ')} (${TAGS[of % TAGS.length]})`);
    describe(of, SYNONYM, own.join(' '));
    if (of % 2 === 0) describe(of, SYNONYM, [...own.slice(1), pick(), ...own.slice(0, 1)].join(' '));
    if (of % 4 === 0) describe(of, SYNONYM, [pick(), ...own].join(' '));
    if (of % 4 === 1) describe(of, SYNONYM, own.toReversed().join(' '));
  }
  const none = { id: new GrowingIds().done(), source: new GrowingIds().done(), type: new GrowingIds().done(), destination: new GrowingIds().done(), value: new GrowingTexts().done(), group: new Uint16Array(0), ...new Rows(date).done() };
  return {
    concepts: { id: conceptId.done(), defined: new Uint8Array(size), ...conceptRows.done() },
    descriptions: { id: id.done(), concept: concept.done(), language: language.done(), type: type.done(), caseSignificance: caseSignificance.done(), term: term.done(), ...rows.done() },
    relationships: none,
    refsets: [],
  };
}

function wordsOf(count: number, random: () => number): string[] {
  const words = new Set(PLAIN);
  const one = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  while (words.size < count) {
    const length = words.size < Math.min(count / 4, 15_000) ? 1 : 2;
    words.add(one(STARTS) + Array.from({ length }, () => one(STEMS)).join('o') + one(ENDINGS));
    if (random() < 0.05) words.add(String(Math.floor(random() * 1000)));
  }
  return [...words];
}

const MODULE = halvesOf('900000000000207008');

class Rows {
  readonly #time = new GrowingNumbers(u32);
  readonly #active = new GrowingNumbers(u8);
  readonly #module = new GrowingIds();
  readonly #date: number;

  constructor(date: number) {
    this.#date = date;
  }

  push(active: number): void {
    this.#time.push(this.#date);
    this.#active.push(active);
    this.#module.push(...MODULE);
  }

  done(): { time: Uint32Array; active: Uint8Array; module: { hi: Uint32Array; lo: Uint32Array } } {
    return { time: this.#time.done(), active: this.#active.done(), module: this.#module.done() };
  }
}

/** mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
