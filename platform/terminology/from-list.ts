import { GrowingIds, GrowingNumbers, GrowingTexts, u8, u16, u32 } from './columns.ts';
import { type Components, FSN, type RefsetRows, SYNONYM } from './components.ts';
import { halvesOf } from './sctid.ts';

/** A concept as somebody writes it down. */
export interface ListedConcept {
  code: string;
  /** "Chest pain (finding)". */
  fsn: string;
  /** What it is called, the preferred term first. */
  terms: readonly string[];
  parents: readonly string[];
  inactive?: boolean;
  defined?: boolean;
  /** Group, attribute, and a concept's code or a concrete value as published (`#10`, `"text"`, `true`). */
  attributes?: readonly (readonly [group: number, type: string, value: string])[];
}

export interface ListedRefset {
  code: string;
  fields?: readonly { name: string; kind: 'component' | 'integer' | 'string' }[];
  members: readonly { component: string; inactive?: boolean; values?: readonly (string | number)[] }[];
}

const ISA = '116680003';

class Rows {
  readonly time = new GrowingNumbers(u32);
  readonly active = new GrowingNumbers(u8);
  readonly module = new GrowingIds();
  readonly #date: number;
  readonly #module: [number, number];

  constructor(date: number, module: string) {
    this.#date = date;
    this.#module = halvesOf(module);
  }

  push(active: boolean): void {
    this.time.push(this.#date);
    this.active.push(active ? 1 : 0);
    this.module.push(...this.#module);
  }

  done(): { time: Uint32Array; active: Uint8Array; module: { hi: Uint32Array; lo: Uint32Array } } {
    return { time: this.time.done(), active: this.active.done(), module: this.module.done() };
  }
}

/**
 * A release made of a list: what ships for demonstration, and what tests ask. Descriptions and relationships have no
 * identifiers of their own (0): nobody published them. `date` is YYYYMMDD.
 */
export function componentsOfList(concepts: readonly ListedConcept[], refsets: readonly ListedRefset[], module: string, date: number): Components {
  const [conceptId, defined, conceptRows] = [new GrowingIds(), new GrowingNumbers(u8), new Rows(date, module)];
  const [descriptionId, concept, language, type, caseSignificance, term, descriptionRows] = [new GrowingIds(), new GrowingIds(), new GrowingNumbers(u16), new GrowingNumbers(u8), new GrowingNumbers(u8), new GrowingTexts(), new Rows(date, module)];
  const [relationshipId, source, kind, destination, value, group, relationshipRows] = [new GrowingIds(), new GrowingIds(), new GrowingIds(), new GrowingIds(), new GrowingTexts(), new GrowingNumbers(u16), new Rows(date, module)];
  const relate = (from: string, how: string, to: string, inGroup: number): void => {
    relationshipId.push(0, 0);
    source.push(...halvesOf(from));
    kind.push(...halvesOf(how));
    destination.push(...halvesOf(to));
    value.pushText(/^\d+$/.test(to) ? '' : to);
    group.push(inGroup);
    relationshipRows.push(true);
  };
  for (const each of concepts) {
    conceptId.push(...halvesOf(each.code));
    defined.push(each.defined === true ? 1 : 0);
    conceptRows.push(each.inactive !== true);
    for (const [i, text] of [each.fsn, ...each.terms].entries()) {
      descriptionId.push(0, 0);
      concept.push(...halvesOf(each.code));
      language.push('e'.charCodeAt(0) * 256 + 'n'.charCodeAt(0));
      type.push(i === 0 ? FSN : SYNONYM);
      caseSignificance.push(0);
      term.pushText(text);
      descriptionRows.push(true);
    }
    for (const parent of each.parents) relate(each.code, ISA, parent, 0);
    for (const [inGroup, how, to] of each.attributes ?? []) relate(each.code, how, to, inGroup);
  }
  return {
    concepts: { id: conceptId.done(), defined: defined.done(), ...conceptRows.done() },
    descriptions: { id: descriptionId.done(), concept: concept.done(), language: language.done(), type: type.done(), caseSignificance: caseSignificance.done(), term: term.done(), ...descriptionRows.done() },
    relationships: { id: relationshipId.done(), source: source.done(), type: kind.done(), destination: destination.done(), value: value.done(), group: group.done(), ...relationshipRows.done() },
    refsets: refsets.map((refset) => refsetRows(refset, date, module)),
  };
}

function refsetRows({ code, fields = [], members }: ListedRefset, date: number, module: string): RefsetRows {
  const [refset, component, rows] = [new GrowingIds(), new GrowingIds(), new Rows(date, module)];
  for (const member of members) {
    refset.push(...halvesOf(code));
    component.push(...halvesOf(member.component));
    rows.push(member.inactive !== true);
  }
  return {
    id: new Uint8Array(members.length * 16), refset: refset.done(), component: component.done(), ...rows.done(),
    fields: fields.map(({ name, kind }, f) => {
      const values = members.map((member) => member.values?.[f] ?? '');
      if (kind === 'integer') return { name, kind, rows: Int32Array.from(values, Number) };
      if (kind === 'string') {
        const texts = new GrowingTexts();
        for (const each of values) texts.pushText(String(each));
        return { name, kind, rows: texts.done() };
      }
      const ids = new GrowingIds();
      for (const each of values) ids.push(...halvesOf(String(each)));
      return { name, kind, rows: ids.done() };
    }),
  };
}
