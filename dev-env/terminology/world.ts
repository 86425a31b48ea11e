import { withCheckDigit } from '../../platform/terminology/sctid.ts';
import { Random } from '../population/random.ts';
import { CORE_MODULE, HIERARCHIES, METADATA_CONCEPTS, MODEL_MODULE, ROOT } from './metadata.ts';
import { vocabulary, type Vocabulary } from './vocabulary.ts';

/** A namespace that nobody has: seven digits, as extensions have. */
const NAMESPACE = '9999999';
/** When components were born before the first release that is generated. */
const HISTORY = [20020131, 20060131, 20100731, 20150131, 20200731];
const SIMPLE_REFSETS = 60;

/** All of a made-up terminology that has to be known at once: its concepts and how they stand below one another. */
export interface World {
  seed: number;
  size: number;
  /** The dates on which something changed, YYYYMMDD, ascending; the last ones are the releases. */
  dates: readonly number[];
  codes: readonly string[];
  /** Hierarchy of content; −1: metadata. */
  hierarchy: Int8Array;
  parentsAt: Uint32Array;
  parents: Uint32Array;
  /** Places in `dates`. 255: never. */
  born: Uint8Array;
  retired: Uint8Array;
  /** First concept of the extension: those from it on are of its module. */
  extensionFrom: number;
  extensionModule: string;
  headWord: Uint32Array;
  site: Uint8Array;
  words: Vocabulary;
  simpleRefsets: readonly string[];
  mapRefset: string;
  strength: string;
  moduleOf(concept: number): string;
  nameOf(concept: number): string;
  tagOf(concept: number): string;
}

export const NEVER = 255;

/** An identifier in the namespace of nobody; `partition` is its second digit: 0 concept, 1 description, 2 relationship. */
export function madeId(item: number, partition: 0 | 1 | 2): string {
  return withCheckDigit(`${item}${NAMESPACE}1${partition}`);
}

/** `extension`: the share of the concepts that an extension publishes in a package of its own. */
export function makeWorld({ seed, size, releases, extension }: { seed: number; size: number; releases: readonly number[]; extension: number }): World {
  const dates = [...HISTORY, ...releases];
  const own = [['Test extension module', 'core metadata concept', MODEL_MODULE], ['Example map reference set', 'foundation metadata concept', MODEL_MODULE], ['Has strength value', 'attribute', MODEL_MODULE]] as const;
  const named: { code: string; name: string; tag: string; parent: string; hierarchy: number }[] = [
    ...METADATA_CONCEPTS.map(([code, name, tag, parent]) => ({ code, name, tag, parent, hierarchy: -1 })),
    ...HIERARCHIES.map(({ root, name, tag }, hierarchy) => ({ code: root, name, tag, parent: ROOT, hierarchy })),
    ...own.map(([name, tag, parent], i) => ({ code: madeId(i + 1, 0), name, tag, parent, hierarchy: -1 })),
    ...Array.from({ length: SIMPLE_REFSETS }, (_, i) => ({ code: madeId(i + 10, 0), name: `Example simple reference set ${i + 1}`, tag: 'foundation metadata concept', parent: MODEL_MODULE, hierarchy: -1 })),
  ];
  const total = Math.max(size, named.length + HIERARCHIES.length);
  const codes = named.map(({ code }) => code);
  for (let concept = named.length; concept < total; concept++) codes.push(madeId(concept + 1000, 0));
  const byCode = new Map(named.map(({ code }, concept) => [code, concept]));
  const hierarchy = new Int8Array(total);
  const parentsAt = new Uint32Array(total + 1);
  const parents: number[] = [];
  const [born, retired] = [new Uint8Array(total), new Uint8Array(total).fill(NEVER)];
  const [headWord, site] = [new Uint32Array(total), new Uint8Array(total)];
  const words = vocabulary(seed);
  const hasChildren = new Uint8Array(total);
  const members: number[][] = HIERARCHIES.map((each) => [byCode.get(each.root) ?? 0]);
  const [lastChild, elder] = [new Int32Array(total).fill(-1), new Int32Array(total).fill(-1)];

  for (let concept = 0; concept < total; concept++) {
    const random = new Random(seed, 1, concept);
    const known = named[concept];
    if (known !== undefined) {
      hierarchy[concept] = known.hierarchy;
      if (known.parent !== '') parents.push(byCode.get(known.parent) ?? 0);
      parentsAt[concept + 1] = parents.length;
      continue;
    }
    const place = random.weighted(HIERARCHIES.map(({ share }) => share), 1);
    hierarchy[concept] = place;
    const peers = members[place] ?? [];
    const chosen = chooseParents(random, peers, { parents, parentsAt, lastChild, elder });
    const [first = 0] = chosen;
    for (const parent of chosen) {
      parents.push(parent);
      hasChildren[parent] = 1;
    }
    parentsAt[concept + 1] = parents.length;
    elder[concept] = lastChild[first] ?? -1;
    lastChild[first] = concept;
    peers.push(concept);
    headWord[concept] = random.chance(0.55) && headWord[first] !== 0 ? (headWord[first] ?? 0) : words.word(random);
    site[concept] = random.chance(0.5) ? (site[first] ?? 0) : words.site(random);
    born[concept] = Math.max(random.chance(0.7) ? 0 : random.between(0, dates.length - 1), ...chosen.map((parent) => born[parent] ?? 0));
  }
  for (let concept = named.length; concept < total; concept++) {
    const random = new Random(seed, 2, concept);
    const from = (born[concept] ?? 0) + 1;
    if (hasChildren[concept] === 0 && from < dates.length && random.chance(0.15)) retired[concept] = random.between(from, dates.length - 1);
  }
  const [extensionModule = '', mapRefset = '', strength = ''] = own.map((_, i) => madeId(i + 1, 0));
  const extensionFrom = total - Math.floor(total * extension);
  return {
    seed, size: total, dates, codes, hierarchy, parentsAt, parents: Uint32Array.from(parents), born, retired, extensionFrom, extensionModule, headWord, site, words, mapRefset, strength,
    simpleRefsets: Array.from({ length: SIMPLE_REFSETS }, (_, i) => madeId(i + 10, 0)),
    moduleOf: (concept) => (concept >= extensionFrom || codes[concept] === extensionModule && extension > 0 ? extensionModule : named[concept]?.hierarchy === -1 ? MODEL_MODULE : CORE_MODULE),
    nameOf: (concept) => named[concept]?.name ?? madeName(concept, { seed, words, headWord, site }),
    tagOf: (concept) => named[concept]?.tag ?? HIERARCHIES[hierarchy[concept] ?? 0]?.child ?? '',
  };
}

/** One parent among those before, as a tree grows whose branches attract; sometimes another, or two, that stand close by. */
function chooseParents(random: Random, peers: readonly number[], { parents, parentsAt, lastChild, elder }: { parents: readonly number[]; parentsAt: Uint32Array; lastChild: Int32Array; elder: Int32Array }): number[] {
  const any = peers[Math.floor(random.next() * peers.length)] ?? 0;
  const above = parentsAt[any] === parentsAt[any + 1] || any === peers[0] ? any : (parents[parentsAt[any] ?? 0] ?? any);
  const chosen = [random.chance(0.5) ? any : above];
  for (const chance of [0.35, 0.3]) {
    if (!random.chance(chance)) break;
    const [first = 0] = chosen;
    const grandparent = first === peers[0] ? first : (parents[parentsAt[first] ?? 0] ?? first);
    let cousin = lastChild[grandparent] ?? -1;
    for (let steps = random.between(0, 4); steps > 0 && cousin >= 0; steps--) cousin = elder[cousin] ?? -1;
    if (cousin >= 0 && !chosen.includes(cousin)) chosen.push(cousin);
  }
  return chosen;
}

function madeName(concept: number, { seed, words, headWord, site }: Pick<World, 'seed' | 'words' | 'headWord' | 'site'>): string {
  const random = new Random(seed, 3, concept);
  const parts = [words.text(words.word(random)), words.text(headWord[concept] ?? 0)];
  if (random.chance(0.6)) parts.push('of', words.siteText(site[concept] ?? 0));
  if (random.chance(0.3)) parts.push(random.chance(0.5) ? 'due to' : 'with', words.text(words.word(random)));
  if (random.chance(0.15)) parts.push(words.text(words.word(random)));
  const name = parts.join(' ');
  return name.charAt(0).toUpperCase() + name.slice(1);
}
