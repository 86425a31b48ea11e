import { u32 } from '../columns.ts';
import { type Grouped, groupRows, NOWHERE, reordered } from '../group-rows.ts';

export interface Hierarchy {
  /** The concept rows in the order of their ordinals: active ones as a walk down the hierarchy meets them, then inactive ones. */
  order: Uint32Array;
  /** The ordinal of each concept row. */
  ordinal: Uint32Array;
  active: number;
  /** By ordinal, in ordinals. */
  parents: Grouped;
  children: Grouped;
  /** Of each concept itself and everything below it, as runs of ordinals [from, to), two numbers each. */
  runs: Grouped;
}

/** What a release's hierarchy has against it; `concepts` are rows of the concept table. */
export class HierarchyFault extends Error {
  readonly concepts: readonly number[];
  constructor(message: string, concepts: readonly number[]) {
    super(message);
    this.concepts = concepts;
  }
}

/**
 * Orders the concepts of a release. `below` and `above` are the concept rows of each active is-a link. Throws
 * HierarchyFault where a concept is its own ancestor.
 */
export function orderHierarchy(active: Uint8Array, below: Uint32Array, above: Uint32Array): Hierarchy {
  const size = active.length;
  const up = groupRows(below, size);
  const down = groupRows(above, size);
  const { order, activeCount } = walkDown(active, below, up, down);
  const ordinal = new Uint32Array(size);
  order.forEach((row, at) => (ordinal[row] = at));
  const toOrdinals = (rows: Uint32Array): Uint32Array => rows.map((row) => ordinal[row] ?? 0);
  const belowOrdinals = toOrdinals(below);
  const aboveOrdinals = toOrdinals(above);
  const linked = (keys: Uint32Array, others: Uint32Array): Grouped => {
    const { at, rows } = groupRows(keys, size);
    return { at, rows: reordered(others, rows, u32) };
  };
  const parents = linked(belowOrdinals, aboveOrdinals);
  const children = linked(aboveOrdinals, belowOrdinals);
  return { order, ordinal, active: activeCount, parents, children, runs: runsBelow(activeCount, size, parents, children, order) };
}

/** Depth first from every concept that has nothing above it, so that what is below a concept lies together as far as it can. */
function walkDown(active: Uint8Array, below: Uint32Array, up: Grouped, down: Grouped): { order: Uint32Array; activeCount: number } {
  const size = active.length;
  const order = new Uint32Array(size);
  const met = new Uint8Array(size);
  let count = 0;
  const stack: number[] = [];
  for (let root = 0; root < size; root++) {
    if (active[root] !== 1 || up.at[root] !== up.at[root + 1]) continue;
    stack.push(root);
    while (stack.length > 0) {
      const row = stack.pop() ?? 0;
      if (met[row] === 1) continue;
      met[row] = 1;
      order[count++] = row;
      for (let link = (down.at[row + 1] ?? 0) - 1; link >= (down.at[row] ?? 0); link--) {
        const child = below[down.rows[link] ?? 0] ?? 0;
        if (met[child] !== 1) stack.push(child);
      }
    }
  }
  const activeCount = active.reduce((sum, each) => sum + each, 0);
  if (count !== activeCount) {
    const inCycle: number[] = [];
    for (let row = 0; row < size && inCycle.length < 5; row++) if (active[row] === 1 && met[row] !== 1) inCycle.push(row);
    throw new HierarchyFault('Concepts that lead up to no root: the is-a links go round in a circle', inCycle);
  }
  for (let row = 0; row < size; row++) if (active[row] !== 1) order[count++] = row;
  return { order, activeCount };
}

/** From the leaves up: a concept's runs are its own ordinal and its children's runs, put together. */
function runsBelow(active: number, size: number, parents: Grouped, children: Grouped, order: Uint32Array): Grouped {
  const waitsFor = new Uint32Array(active);
  const ready: number[] = [];
  for (let concept = 0; concept < active; concept++) {
    waitsFor[concept] = (children.at[concept + 1] ?? 0) - (children.at[concept] ?? 0);
    if (waitsFor[concept] === 0) ready.push(concept);
  }
  const runs: Uint32Array[] = Array.from<Uint32Array>({ length: active });
  let done = 0;
  while (ready.length > 0) {
    const concept = ready.pop() ?? 0;
    done++;
    runs[concept] = joined(concept, runs, children);
    for (let link = parents.at[concept] ?? 0; link < (parents.at[concept + 1] ?? 0); link++) {
      const parent = parents.rows[link] ?? 0;
      waitsFor[parent] = (waitsFor[parent] ?? 0) - 1;
      if (waitsFor[parent] === 0) ready.push(parent);
    }
  }
  if (done !== active) {
    const inCycle = [...waitsFor.keys()].filter((concept) => (waitsFor[concept] ?? 0) > 0).slice(0, 5);
    throw new HierarchyFault('Concepts that are above themselves: the is-a links go round in a circle', inCycle.map((concept) => order[concept] ?? NOWHERE));
  }
  const at = new Uint32Array(size + 1);
  for (let concept = 0; concept < size; concept++) at[concept + 1] = (at[concept] ?? 0) + (runs[concept]?.length ?? 0);
  const rows = new Uint32Array(at[size] ?? 0);
  runs.forEach((run, concept) => rows.set(run, at[concept] ?? 0));
  return { at, rows };
}

function joined(concept: number, runs: readonly Uint32Array[], children: Grouped): Uint32Array {
  const parts: number[] = [concept];
  const ends = [concept + 1];
  for (let link = children.at[concept] ?? 0; link < (children.at[concept + 1] ?? 0); link++) {
    const own = runs[children.rows[link] ?? 0] ?? new Uint32Array(0);
    for (let i = 0; i < own.length; i += 2) {
      parts.push(own[i] ?? 0);
      ends.push(own[i + 1] ?? 0);
    }
  }
  if (parts.length === 1) return Uint32Array.of(concept, concept + 1);
  const byStart = Uint32Array.from(parts.keys()).sort((a, b) => (parts[a] ?? 0) - (parts[b] ?? 0));
  const out: number[] = [];
  for (const i of byStart) {
    const from = parts[i] ?? 0;
    const to = ends[i] ?? 0;
    const last = out.length - 1;
    if (last > 0 && from <= (out[last] ?? 0)) out[last] = Math.max(out[last] ?? 0, to);
    else out.push(from, to);
  }
  return Uint32Array.from(out);
}
