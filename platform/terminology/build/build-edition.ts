import { codeAt, GrowingNumbers, type IdColumn, sortedRows, u8, u32 } from '../columns.ts';
import type { Components, ConceptRows, RefsetRows, RelationshipRows } from '../components.ts';
import type { EditionAbout, ReleaseAbout } from '../edition.ts';
import { NOWHERE, reordered } from '../group-rows.ts';
import { IdIndex } from '../id-index.ts';
import { codeOfHalves, halvesOf } from '../sctid.ts';
import { packSections } from '../sections.ts';
import { placeAttributes } from './attributes.ts';
import { placeDescriptions } from './descriptions.ts';
import { type Hierarchy, HierarchyFault, orderHierarchy } from './hierarchy.ts';
import { placeRefsets } from './refsets.ts';

const [ISA_HI, ISA_LO] = halvesOf('116680003');
/** Read nowhere, and larger than all the rest: acceptability stands with the descriptions, axioms are classified by the publisher. */
const LEFT_OUT = new Set(['acceptabilityId', 'owlExpression']);

/**
 * What of a release is asked while somebody types, as one block of bytes that `openEdition` reads without parsing:
 * concepts in hierarchical order with what is below each of them worked out, attributes, descriptions, reference sets.
 * Throws HierarchyFault (concepts named by code in its message) where the hierarchy is not one.
 */
export function buildEdition(release: ReleaseAbout, { concepts, descriptions, relationships, refsets }: Components): Uint8Array {
  const conceptRows = new IdIndex(concepts.id);
  const rowOfConcept = (hi: number, lo: number): number => conceptRows.rowOf(hi, lo);
  const links = sortLinks(concepts, relationships, rowOfConcept);
  const hierarchy = ordered(concepts.active, links.isa, concepts.id);
  const size = concepts.active.length;
  const ordinalOf = (hi: number, lo: number): number => {
    const row = rowOfConcept(hi, lo);
    return row < 0 ? -1 : (hierarchy.ordinal[row] ?? 0);
  };
  const ids: IdColumn = inOrder(concepts.id, hierarchy.order);
  const described = new Uint32Array(descriptions.active.length);
  for (let row = 0; row < described.length; row++) described[row] = toOrdinal(ordinalOf(descriptions.concept.hi[row] ?? 0, descriptions.concept.lo[row] ?? 0));
  const descriptionRows = new IdIndex(descriptions.id);
  const placed = placeDescriptions(descriptions, descriptionRows, described, size, refsets, (hi, lo) => (rowOfConcept(hi, lo) < 0 ? undefined : codeOfHalves(hi, lo)));
  const sets = placeRefsets(refsets.filter(isAsked), {
    concept: ordinalOf,
    description: (hi, lo) => { const row = descriptionRows.rowOf(hi, lo); return row < 0 ? -1 : (placed.place[row] ?? NOWHERE) | 0; },
  });
  const ordinals = (rows: Uint32Array): Uint32Array => rows.map((row) => (row === NOWHERE ? NOWHERE : (hierarchy.ordinal[row] ?? 0)));
  const about: EditionAbout = { release, size, active: hierarchy.active, dialects: placed.dialects, refsets: sets.refsets, tables: sets.tables };
  return packSections(about, {
    conceptHi: ids.hi, conceptLo: ids.lo, conceptById: sortedRows(ids),
    conceptTime: reordered(concepts.time, hierarchy.order, u32),
    conceptDefined: reordered(concepts.defined, hierarchy.order, u8),
    conceptModuleHi: inOrder(concepts.module, hierarchy.order).hi, conceptModuleLo: inOrder(concepts.module, hierarchy.order).lo,
    parentsAt: hierarchy.parents.at, parents: hierarchy.parents.rows, childrenAt: hierarchy.children.at, children: hierarchy.children.rows,
    runsAt: hierarchy.runs.at, runs: hierarchy.runs.rows,
    ...placeAttributes(relationships, links.attributes.rows, ordinals(links.attributes.source), ordinals(links.attributes.type), ordinals(links.attributes.destination), size),
    ...placed.sections,
    ...sets.sections,
  });
}

const isAsked = ({ fields }: RefsetRows): boolean => !fields.some(({ name }) => LEFT_OUT.has(name));
const toOrdinal = (found: number): number => (found < 0 ? NOWHERE : found);

interface Links {
  isa: { below: Uint32Array; above: Uint32Array };
  attributes: { rows: Uint32Array; source: Uint32Array; type: Uint32Array; destination: Uint32Array };
}

/** The active relationships between active concepts, is-a apart; as concept rows. */
function sortLinks(concepts: ConceptRows, r: RelationshipRows, rowOfConcept: (hi: number, lo: number) => number): Links {
  const [below, above] = [new GrowingNumbers(u32), new GrowingNumbers(u32)];
  const [rows, source, type, destination] = [new GrowingNumbers(u32), new GrowingNumbers(u32), new GrowingNumbers(u32), new GrowingNumbers(u32)];
  for (let row = 0; row < r.active.length; row++) {
    if (r.active[row] !== 1) continue;
    const from = rowOfConcept(r.source.hi[row] ?? 0, r.source.lo[row] ?? 0);
    const isConcrete = (r.value.at[row + 1] ?? 0) > (r.value.at[row] ?? 0);
    const to = isConcrete ? -1 : rowOfConcept(r.destination.hi[row] ?? 0, r.destination.lo[row] ?? 0);
    if (from < 0 || concepts.active[from] !== 1 || (!isConcrete && (to < 0 || concepts.active[to] !== 1))) continue;
    if (r.type.hi[row] === ISA_HI && r.type.lo[row] === ISA_LO) {
      below.push(from);
      above.push(to);
      continue;
    }
    const kind = rowOfConcept(r.type.hi[row] ?? 0, r.type.lo[row] ?? 0);
    if (kind < 0) continue;
    rows.push(row);
    source.push(from);
    type.push(kind);
    destination.push(isConcrete ? NOWHERE : to);
  }
  return { isa: { below: below.done(), above: above.done() }, attributes: { rows: rows.done(), source: source.done(), type: type.done(), destination: destination.done() } };
}

function ordered(active: Uint8Array, { below, above }: Links['isa'], id: IdColumn): Hierarchy {
  try {
    return orderHierarchy(active, below, above);
  } catch (error) {
    if (!(error instanceof HierarchyFault)) throw error;
    throw new HierarchyFault(`${error.message}: ${error.concepts.map((row) => codeAt(id, row)).join(', ')}`, error.concepts);
  }
}

function inOrder({ hi, lo }: IdColumn, order: Uint32Array): IdColumn {
  return { hi: reordered(hi, order, u32), lo: reordered(lo, order, u32) };
}
