import { GrowingIds, GrowingNumbers, GrowingTexts, type TextColumn, u8, u16, u32 } from '../../platform/terminology/columns.ts';
import { type Components, FSN, type RefsetRows, SYNONYM } from '../../platform/terminology/components.ts';
import { halvesOf, withCheckDigit } from '../../platform/terminology/sctid.ts';

const [TOPS, ATTRIBUTES, WORDS, DATE] = [19, 100, 4000, 20261130];
const ISA = '116680003';
const ASSOCIATION = ['900000000000522004', '900000000000527005'] as const;

/**
 * Components of a made-up release of the size and shape of a real one: a hierarchy some fourteen deep, a third of it in one branch, with second
 * parents, four attributes in groups to a concept, five descriptions to two concepts, a tenth of the concepts inactive
 * and replaced, two reference sets. The same for the same size.
 */
export function madeComponents(size: number): Components {
  const random = randomNumbers(1);
  const below = (n: number): number => Math.floor(random() * n);
  const codes = Array.from({ length: size }, (_, i) => halvesOf(i === size - 1 ? ISA : i === size - 2 ? ASSOCIATION[0] : i === size - 3 ? ASSOCIATION[1] : withCheckDigit(`${i + 1000}00`)));
  const code = (i: number): [number, number] => codes[i] ?? [0, 0];
  const inactive = (i: number): boolean => i > TOPS + ATTRIBUTES && i < size - 3 && i % 10 === 3;
  const parent = new Uint32Array(size);
  const top = new Uint8Array(size);
  const regions: number[][] = Array.from({ length: TOPS + 1 }, () => []);
  const links = { id: new GrowingIds(), source: new GrowingIds(), type: new GrowingIds(), destination: new GrowingIds(), group: new GrowingNumbers(u16) };
  const relate = (from: number, type: number, to: number, group: number): void => {
    links.id.push(0, links.id.length + 1);
    links.source.push(...code(from));
    links.type.push(...code(type));
    links.destination.push(...code(to));
    links.group.push(group);
  };
  for (let i = 1; i < size; i++) {
    if (inactive(i)) continue;
    // A few hierarchies are most of it: the first has about a third.
    const within = regions[1 + Math.floor(random() ** 2.7 * TOPS)] ?? [];
    const up = i <= TOPS ? 0 : i <= TOPS + ATTRIBUTES ? TOPS : i >= size - 3 ? (i === size - 3 ? size - 2 : 1) : (within[below(within.length)] ?? 1);
    parent[i] = up;
    top[i] = i <= TOPS ? i : (top[up] ?? 0);
    if (i <= TOPS || (i > TOPS + ATTRIBUTES && i < size - 3)) regions[top[i] ?? 0]?.push(i);
    relate(i, size - 1, up, 0);
    const second = i > 5000 && i < size - 3 && random() < 0.35 ? i - 1 - below(3000) : 0;
    if (second > TOPS + ATTRIBUTES && !inactive(second) && top[second] === top[i] && second !== up) relate(i, size - 1, second, 0);
    if (i <= TOPS + ATTRIBUTES || i >= size - 3 || (top[i] ?? 0) % 2 === 0) continue;
    const groups = 1 + below(3);
    for (let group = 1; group <= groups; group++) {
      for (let each = 0; each < 2; each++) {
        let value = TOPS + ATTRIBUTES + 1 + Math.floor(random() ** 2 * (i - TOPS - ATTRIBUTES - 1));
        while (inactive(value)) value--;
        // A few attributes are most of what is said, as finding site and morphology are.
        relate(i, TOPS + 1 + Math.floor(random() ** 4 * ATTRIBUTES), value, group);
      }
    }
  }
  const rows = links.id.length;
  const concepts = new GrowingIds();
  for (let i = 0; i < size; i++) concepts.push(...code(i));
  const replaced = Array.from({ length: size }, (_, i) => i).filter(inactive);
  return {
    concepts: { id: concepts.done(), defined: Uint8Array.from({ length: size }, (_, i) => i % 3 & 1), ...versioned(size, (i) => !inactive(i)) },
    descriptions: madeDescriptions(size, code, below),
    relationships: { id: links.id.done(), source: links.source.done(), type: links.type.done(), destination: links.destination.done(), value: { at: new Uint32Array(rows + 1), bytes: u8(0) }, group: links.group.done(), ...versioned(rows) },
    refsets: [
      members(code, 200, Array.from({ length: Math.ceil(size / 10) }, () => below(size))),
      members(code, 201, Array.from({ length: Math.ceil(size / 200) }, () => below(size))),
      { ...members(code, size - 3, replaced), fields: [{ name: 'targetComponentId', kind: 'component', rows: ids(replaced.map((i) => code(parent[i - 1] ?? 0))) }] },
    ],
  };
}

function madeDescriptions(size: number, code: (i: number) => [number, number], below: (n: number) => number): Components['descriptions'] {
  const words = Array.from({ length: WORDS }, () => Array.from({ length: 2 + below(3) }, () => `${'bcdfglmnprst'[below(12)]}${'aeiou'[below(5)]}${'nrslt'[below(5)]}`).join(''));
  const [id, concept, type, term] = [new GrowingIds(), new GrowingIds(), new GrowingNumbers(u8), new GrowingTexts()];
  for (let i = 0; i < size; i++) {
    for (let each = 0; each < 2 + (i & 1); each++) {
      const text = Array.from({ length: 2 + below(4) }, () => words[Math.floor((below(WORDS) * below(WORDS)) / WORDS)]).join(' ');
      id.push(...halvesOf(withCheckDigit(`${id.length + 1000}01`)));
      concept.push(...code(i));
      type.push(each === 0 ? FSN : SYNONYM);
      term.pushText(each === 0 ? `${text} (thing)` : text);
    }
  }
  const rows = id.length;
  return { id: id.done(), concept: concept.done(), language: u16(rows).fill('e'.charCodeAt(0) * 256 + 'n'.charCodeAt(0)), type: type.done(), caseSignificance: u8(rows), term: term.done() satisfies TextColumn, ...versioned(rows) };
}

function members(code: (i: number) => [number, number], refset: number, components: readonly number[]): RefsetRows {
  const of = components.length;
  return { id: u8(of * 16), refset: ids(components.map(() => code(refset))), component: ids(components.map(code)), fields: [], ...versioned(of) };
}

function ids(halves: readonly [number, number][]): { hi: Uint32Array; lo: Uint32Array } {
  return { hi: Uint32Array.from(halves, ([hi]) => hi), lo: Uint32Array.from(halves, ([, lo]) => lo) };
}

function versioned(rows: number, active: (row: number) => boolean = () => true): { time: Uint32Array; active: Uint8Array; module: { hi: Uint32Array; lo: Uint32Array } } {
  const [hi, lo] = halvesOf('900000000000207008');
  return { time: u32(rows).fill(DATE), active: u8(rows).map((_, row) => (active(row) ? 1 : 0)), module: { hi: u32(rows).fill(hi), lo: u32(rows).fill(lo) } };
}

/** Mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
