import { rowOf } from './columns.ts';
import { BOOLEAN, CONCRETE, NUMBER } from './build/attributes.ts';
import { PREFERRED } from './build/descriptions.ts';
import { NOWHERE } from './group-rows.ts';
import type { PlacedRefset, PlacedTable } from './build/refsets.ts';
import { codeOfHalves, halvesOf } from './sctid.ts';
import { type Sections, unpackSections } from './sections.ts';

/** What a loaded release is. */
export interface ReleaseAbout {
  /** As it is shown: "SNOMED CT UK Monolith, 15 October 2026". */
  title: string;
  /** `http://snomed.info/sct/{module}/version/{YYYYMMDD}`: HL7, Using SNOMED CT with FHIR, "Edition and version URIs". */
  version: string;
  /** Whether it is only the part that may lawfully ship with Jenner: screens say so. */
  demonstration: boolean;
  /** Licence and attribution. */
  notice: string;
}

export interface EditionAbout {
  release: ReleaseAbout;
  size: number;
  active: number;
  dialects: string[];
  refsets: PlacedRefset[];
  tables: PlacedTable[];
}

/** The value of an attribute: a concept, by ordinal, or a concrete value. Numbers keep their text: 10.0 is not 10 on a screen. */
export type AttributeValue = { concept: number } | { number: number; text: string } | { string: string } | { boolean: boolean };

/** A reference set, its members in the order of what they refer to. */
export interface Refset extends PlacedRefset {
  code: string;
  fields: PlacedTable['fields'];
}

const text = new TextDecoder();

/**
 * One release of SNOMED CT in memory, to be asked without a database. A concept is its ordinal, 0 to `size` − 1: active
 * ones come first, as a walk down the hierarchy meets them, so what is below a concept is a few runs of ordinals.
 * Columns are public: what is asked in a loop over many concepts reads them itself.
 */
export class Edition {
  readonly about: ReleaseAbout;
  readonly size: number;
  /** Concepts 0 to `active` − 1 are active, the others are not. */
  readonly active: number;
  /** Language reference sets in the order of preference; `accepted[i]` is what each says of a description. */
  readonly dialects: readonly string[];
  readonly accepted: readonly Uint8Array[];
  readonly refsets: readonly Refset[];
  readonly sections: Sections;

  readonly conceptHi: Uint32Array;
  readonly conceptLo: Uint32Array;
  readonly conceptTime: Uint32Array;
  readonly conceptDefined: Uint8Array;
  readonly parentsAt: Uint32Array;
  readonly childrenAt: Uint32Array;
  readonly runsAt: Uint32Array;
  readonly attributesAt: Uint32Array;
  readonly attributeGroup: Uint16Array;
  readonly attributeType: Uint32Array;
  readonly attributeValue: Uint32Array;
  readonly descriptionsAt: Uint32Array;
  readonly descriptionActive: Uint8Array;
  /** FSN, SYNONYM or DEFINITION (components.ts). */
  readonly descriptionType: Uint8Array;
  readonly descriptionCase: Uint8Array;
  readonly descriptionLanguage: Uint16Array;
  readonly descriptionTime: Uint32Array;
  readonly #conceptById: Uint32Array;
  readonly #parents: Uint32Array;
  readonly #children: Uint32Array;
  readonly #runs: Uint32Array;
  readonly #textAt: Uint32Array;
  readonly #text: Uint8Array;
  readonly #fsn: Uint32Array;
  readonly #preferred: Uint32Array;

  constructor(packed: Uint8Array) {
    const sections = unpackSections(packed);
    const { release, size, active, dialects, refsets, tables } = sections.about as EditionAbout;
    const { u8, u16, u32 } = sections;
    this.sections = sections;
    this.about = release;
    this.size = size;
    this.active = active;
    this.dialects = dialects;
    this.accepted = dialects.map((_, i) => u8(`accept${i}`));
    this.conceptHi = u32('conceptHi');
    this.conceptLo = u32('conceptLo');
    this.conceptTime = u32('conceptTime');
    this.conceptDefined = u8('conceptDefined');
    this.parentsAt = u32('parentsAt');
    this.childrenAt = u32('childrenAt');
    this.runsAt = u32('runsAt');
    this.attributesAt = u32('attributesAt');
    this.attributeGroup = u16('attributeGroup');
    this.attributeType = u32('attributeType');
    this.attributeValue = u32('attributeValue');
    this.descriptionsAt = u32('descriptionsAt');
    this.descriptionActive = u8('descriptionActive');
    this.descriptionType = u8('descriptionType');
    this.descriptionCase = u8('descriptionCase');
    this.descriptionLanguage = u16('descriptionLanguage');
    this.descriptionTime = u32('descriptionTime');
    this.#conceptById = u32('conceptById');
    this.#parents = u32('parents');
    this.#children = u32('children');
    this.#runs = u32('runs');
    this.#textAt = u32('textAt');
    this.#text = u8('text');
    this.#fsn = u32('fsn');
    this.#preferred = u32('preferred');
    this.refsets = refsets.map((placed) => ({ ...placed, code: this.codeOf(placed.refset), fields: tables[placed.table]?.fields ?? [] }));
  }

  /** The ordinal of a code, or -1 where the release has none such. */
  ordinalOf(code: string): number {
    const [hi, lo] = halvesOf(code);
    return rowOf({ hi: this.conceptHi, lo: this.conceptLo }, this.#conceptById, hi, lo);
  }

  codeOf(concept: number): string {
    return codeOfHalves(this.conceptHi[concept] ?? 0, this.conceptLo[concept] ?? 0);
  }

  moduleOf(concept: number): string {
    return codeOfHalves(this.sections.u32('conceptModuleHi')[concept] ?? 0, this.sections.u32('conceptModuleLo')[concept] ?? 0);
  }

  isActive(concept: number): boolean {
    return concept < this.active;
  }

  parentsOf(concept: number): Uint32Array {
    return this.#parents.subarray(this.parentsAt[concept] ?? 0, this.parentsAt[concept + 1] ?? 0);
  }

  childrenOf(concept: number): Uint32Array {
    return this.#children.subarray(this.childrenAt[concept] ?? 0, this.childrenAt[concept + 1] ?? 0);
  }

  /** The concept and everything below it as runs of ordinals: from, to (exclusive), from, to … in ascending order. Empty for an inactive one. */
  runsOf(concept: number): Uint32Array {
    return this.#runs.subarray(this.runsAt[concept] ?? 0, this.runsAt[concept + 1] ?? 0);
  }

  /** Whether `below` is `above` or stands somewhere below it. */
  subsumes(above: number, below: number): boolean {
    const runs = this.runsOf(above);
    let low = 0;
    let high = runs.length / 2 - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      if (below < (runs[middle * 2] ?? 0)) high = middle - 1;
      else if (below >= (runs[middle * 2 + 1] ?? 0)) low = middle + 1;
      else return true;
    }
    return false;
  }

  /** The value of attribute row `row` (`attributesAt[concept]` to `attributesAt[concept + 1]`). */
  attributeValueAt(row: number): AttributeValue {
    const value = this.attributeValue[row] ?? 0;
    if (value < CONCRETE) return { concept: value };
    const at = value - CONCRETE;
    const ends = this.sections.u32('concreteTextAt');
    const written = text.decode(this.sections.u8('concreteText').subarray(ends[at] ?? 0, ends[at + 1] ?? 0));
    const kind = this.sections.u8('concreteKind')[at];
    if (kind === NUMBER) return { number: this.sections.f64('concreteNumber')[at] ?? 0, text: written };
    return kind === BOOLEAN ? { boolean: written === 'true' } : { string: written };
  }

  /** The text of a description, by its row (`descriptionsAt[concept]` to `descriptionsAt[concept + 1]`). */
  termAt(description: number): string {
    return text.decode(this.termBytes(description));
  }

  termBytes(description: number): Uint8Array {
    return this.#text.subarray(this.#textAt[description] ?? 0, this.#textAt[description + 1] ?? 0);
  }

  descriptionIdAt(description: number): string {
    return codeOfHalves(this.sections.u32('descriptionHi')[description] ?? 0, this.sections.u32('descriptionLo')[description] ?? 0);
  }

  /** The row of a description by its id, or -1. */
  descriptionOf(id: string): number {
    const [hi, lo] = halvesOf(id);
    return rowOf({ hi: this.sections.u32('descriptionHi'), lo: this.sections.u32('descriptionLo') }, this.sections.u32('descriptionById'), hi, lo);
  }

  descriptionModuleAt(description: number): string {
    return codeOfHalves(this.sections.u32('descriptionModuleHi')[description] ?? 0, this.sections.u32('descriptionModuleLo')[description] ?? 0);
  }

  /** Rows of the fully specified name and of the preferred synonym; -1 for a concept without descriptions. */
  fsnRow(concept: number): number {
    const row = this.#fsn[concept] ?? NOWHERE;
    return row === NOWHERE ? -1 : row;
  }

  preferredRow(concept: number): number {
    const row = this.#preferred[concept] ?? NOWHERE;
    return row === NOWHERE ? -1 : row;
  }

  /** What the concept is called, by the first dialect that prefers a term; its code where nothing is said. */
  preferredTerm(concept: number): string {
    const row = this.preferredRow(concept);
    return row < 0 ? this.codeOf(concept) : this.termAt(row);
  }

  fullySpecifiedName(concept: number): string {
    const row = this.fsnRow(concept);
    return row < 0 ? this.codeOf(concept) : this.termAt(row);
  }

  /** Whether any dialect, or the one named, prefers a description for its concept. */
  isPreferred(description: number, dialect?: string): boolean {
    return this.accepted.some((column, i) => (dialect === undefined || this.dialects[i] === dialect) && column[description] === PREFERRED);
  }
}
