/**
 * Drug search as somebody types: words or the beginnings of words in any order, strengths by their number. What comes
 * first: more whole words, then what is chosen here more, then the order of the index (prescribable, generic, shorter,
 * alphabetical). The same query over the same release gives the same list.
 */
import type { Level } from '../product.ts';
import { standingOf } from '../standing.ts';
import { type DrugIndex, SEARCHED } from './drug-index.ts';
import { type LookAlike, lookAlikesAmong } from './look-alikes.ts';
import { type Forgiven, matchDocuments } from './match.ts';
import { type NameKind, type NamedBy, searchWordsOf } from './names.ts';
import { slipsIn, slipsTo } from './near-words.ts';
import { type QueryWord, holdsNumber, queryWords } from './words.ts';

export interface DrugSearchOptions {
  /** How many to show: 10; and how many before them to pass over. */
  readonly limit?: number;
  readonly offset?: number;
  /** Packs (VMPPs, AMPPs) too. */
  readonly packs?: boolean;
  /** These levels alone, instead. VTMs are not searched. */
  readonly levels?: ReadonlySet<Level>;
  /** What may not be prescribed too: invalid, discontinued, not available, never valid by this name. Each says why. */
  readonly unavailable?: boolean;
  /** What this practice and user choose: code to boost, larger is higher. */
  readonly boosts?: ReadonlyMap<string, number>;
}

export interface Match {
  readonly typed: string;
  /** The word it was found by, and in which of the product's names. */
  readonly word: string;
  readonly in: NameKind;
}

export interface DrugHit {
  readonly id: string;
  readonly level: Level;
  /** Verbatim, as it has to be shown. */
  readonly description: string;
  /** Why it may not be prescribed; empty where it may. */
  readonly refusals: readonly string[];
  readonly cautions: readonly string[];
  readonly matched: readonly Match[];
  /** Others in this list that its name is known to be mistaken for. */
  readonly lookAlikes: readonly LookAlike[];
}

export interface DrugResults {
  readonly hits: readonly DrugHit[];
  /** Of how many. */
  readonly total: number;
  /** What had to be forgiven to find anything: say so. */
  readonly forgiven: Forgiven;
}

const MOST_WORDS = 12;

const PRODUCTS: ReadonlySet<Level> = new Set(['VMP', 'AMP']);
const PACKS_TOO: ReadonlySet<Level> = new Set(SEARCHED);

/** The documents that are looked in: what stands together is one range. */
function rangesOf({ runs }: DrugIndex, levels: ReadonlySet<Level>, unavailable: boolean): [number, number][] {
  const ranges: [number, number][] = [];
  for (const { level, prescribable, from, to } of runs) {
    if (from === to || !levels.has(level) || !(prescribable || unavailable)) continue;
    const last = ranges.at(-1);
    if (last?.[1] === from) last[1] = to;
    else ranges.push([from, to]);
  }
  return ranges;
}

/** Where each word that was typed was found: a whole word before the beginning of one, the product's own name first. */
function whyMatched(names: readonly NamedBy[], query: readonly QueryWord[], forgiven: Forgiven): Match[] {
  const find = (typed: string, fits: (word: string) => boolean): Match | undefined => {
    for (const { kind, words } of names) {
      const word = words.find((each) => fits(each));
      if (word !== undefined) return { typed, word, in: kind };
    }
    return undefined;
  };
  const match = ({ typed, word, number, parts }: QueryWord): Match[] => {
    const most = slipsIn(word);
    const whole = find(typed, (each) => (number ? holdsNumber(each, word) : each === word));
    const found = whole ?? find(typed, (each) => each.startsWith(word)) ?? (forgiven === 'spelling' && !number ? find(typed, (each) => slipsTo(word, each, most) <= most) : undefined);
    return found === undefined ? parts.flatMap((part) => match({ typed, word: part, number: /^\d/.test(part), parts: [] })) : [found];
  };
  return query.flatMap(match);
}

export function searchDrugs(index: DrugIndex, query: string, { limit = 10, offset = 0, packs = false, levels = packs ? PACKS_TOO : PRODUCTS, unavailable = false, boosts = new Map() }: DrugSearchOptions = {}): DrugResults {
  const words = queryWords(query).slice(0, MOST_WORDS);
  const boosted = new Map([...boosts].flatMap(([id, boost]): [number, number][] => (boost > 0 && index.documentOf(id) >= 0 ? [[index.documentOf(id), boost]] : [])));
  const { first, total, forgiven } = matchDocuments(index, words, rangesOf(index, levels, unavailable), offset + limit, boosted);
  const found = first.slice(offset).map(({ document }) => {
    const level = index.levelOf(document);
    const row = index.rowOf(document);
    return { level, row, names: searchWordsOf(index.dmd, level, row, index.split) };
  });
  const lookAlikes = lookAlikesAmong(found.map(({ names }) => new Set(names.flatMap((name) => name.words))));
  const hits = found.map(({ level, row, names }, at): DrugHit => ({
    id: index.dmd.table(level).id(row), level, description: index.dmd.row(level, row).description(), ...standingOf(index.dmd, level, row),
    matched: whyMatched(names, words, forgiven), lookAlikes: lookAlikes[at] ?? [],
  }));
  return { hits, total, forgiven };
}
