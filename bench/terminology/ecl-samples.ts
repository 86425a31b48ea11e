import type { Edition } from '../../platform/terminology/edition.ts';
import { evaluateEcl } from '../../platform/terminology/ecl/evaluate-ecl.ts';

export interface EclSample {
  name: string;
  ecl: string;
  /** Concepts found, and of the work the milliseconds. */
  concepts: number;
  p50: number;
  p95: number;
}

/** What the questions are asked about, chosen from a release so that there is something to find. */
export interface EclSubjects {
  small: string;
  medium: string;
  huge: string;
  leaf: string;
  types: [string, string];
  /** A concept below which values of the first and second type stand. */
  values: [string, string];
  refset: string | undefined;
  word: string;
}

export function eclSubjects(edition: Edition): EclSubjects {
  const below = Uint32Array.from({ length: edition.active }, (_, concept) => {
    const runs = edition.runsOf(concept);
    let count = 0;
    for (let i = 0; i < runs.length; i += 2) count += (runs[i + 1] ?? 0) - (runs[i] ?? 0);
    return count;
  });
  const nearest = (wanted: number): number => below.reduce((best, count, concept) => (Math.abs(count - wanted) < Math.abs((below[best] ?? 0) - wanted) ? concept : best), 0);
  const isRoot = (concept: number): boolean => edition.parentsOf(concept).length === 0;
  const huge = below.reduce((best, count, concept) => (!isRoot(concept) && edition.attributesAt[concept + 2] !== edition.attributesAt[concept + 1] && (best < 0 || count > (below[best] ?? 0)) ? concept : best), -1);
  const types = commonest(edition.attributeType, 2);
  const values = types.map((type) => {
    const [value = 0] = commonest(edition.attributeValue.filter((each, row) => edition.attributeType[row] === type && each < edition.size), 1);
    return edition.parentsOf(value).find((parent) => !isRoot(parent)) ?? value;
  });
  const refset = edition.refsets.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
  const code = (concept: number | undefined): string => edition.codeOf(concept ?? 0);
  const leaf = below.findLastIndex((count, concept) => count === 1 && edition.attributesAt[concept + 1] !== edition.attributesAt[concept]);
  return {
    small: code(nearest(50)), medium: code(nearest(5000)), huge: code(huge), leaf: code(leaf), types: [code(types[0]), code(types[1])], values: [code(values[0]), code(values[1])],
    refset: refset?.code, word: edition.fullySpecifiedName(leaf).split(/\W/)[0] ?? '',
  };
}

function commonest(column: Uint32Array, most: number): number[] {
  const counts = new Map<number, number>();
  for (const value of column) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, most).map(([value]) => value);
}

export function eclQuestions({ small, medium, huge, leaf, types: [type, other], values: [value, another], refset, word }: EclSubjects): Record<string, string> {
  return {
    '<< small': `<< ${small}`,
    '<< medium': `<< ${medium}`,
    '<< huge': `<< ${huge}`,
    '>> leaf': `>> ${leaf}`,
    'AND of two': `<< ${huge} AND << ${medium}`,
    'one attribute': `<< ${huge}: ${type} = << ${value}`,
    'two attributes in a group': `<< ${huge}: { ${type} = << ${value}, ${other} = << ${another} }`,
    'cardinality [2..*]': `<< ${huge}: [2..*] ${type} = *`,
    'none of it [0..0]': `<< ${huge}: [0..0] ${type} = << ${value}`,
    'reverse': `<< ${value}: R ${type} = << ${huge}`,
    'dotted': `<< ${huge} . ${type}`,
    'top of set': `!!> (<< ${huge}: ${type} = << ${value})`,
    ...(refset === undefined ? {} : { '^ largest': `^ ${refset}`, '^ and <<': `^ ${refset} AND << ${huge}` }),
    'term, huge': `<< ${huge} {{ term = "${word}" }}`,
    'term, whole release': `* {{ term = "${word}" }}`,
    'history': `<< ${huge} {{ + HISTORY-MAX }}`,
  };
}

/** Of this thread, in milliseconds: others on the machine do not show in it. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** The clock of the processor goes in steps of some milliseconds, so that quick ones are timed several together. */
const [TOGETHER, MOST_TOGETHER] = [40, 200];

/** Each question so many times, parsed anew each time; in time of the processor, or by another clock. */
export function eclSamples(edition: Edition, questions: Readonly<Record<string, string>>, times: number, clock: () => number = processorTime): EclSample[] {
  return Object.entries(questions).map(([name, ecl]) => {
    let concepts = 0;
    const run = (count: number): number => {
      const began = clock();
      for (let i = 0; i < count; i++) concepts = evaluateEcl(edition, ecl).concepts.size;
      return (clock() - began) / count;
    };
    run(2);
    const count = Math.max(1, Math.min(MOST_TOGETHER, Math.round(TOGETHER / Math.max(run(5), 0.1))));
    const taken = Array.from({ length: times }, () => run(count)).sort((x, y) => x - y);
    const at = (share: number): number => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0;
    return { name, ecl, concepts, p50: at(0.5), p95: at(0.95) };
  });
}
