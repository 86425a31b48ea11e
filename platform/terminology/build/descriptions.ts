import { type IdColumn, sortedRows, u8, u16, u32 } from '../columns.ts';
import { type DescriptionRows, FSN, type RefsetRows, SYNONYM } from '../components.ts';
import { groupRows, NOWHERE, reordered } from '../group-rows.ts';
import type { IdIndex } from '../id-index.ts';
import { halvesOf } from '../sctid.ts';
import type { Section } from '../sections.ts';

/** Acceptability of a description in a language reference set. SNOMED CT: 900000000000549004 and 900000000000548007. */
export const ACCEPTABLE = 1;
export const PREFERRED = 2;
const PREFERRED_ID = halvesOf('900000000000548007');

/**
 * Language reference sets in the order in which a term is preferred in England: NHS realm (clinical, then pharmacy),
 * GB English, US English. Any others come after.
 */
const DIALECTS = ['999001261000000100', '999000691000001104', '999001251000000103', '999000681000001101', '900000000000508004', '900000000000509007'];

export interface PlacedDescriptions {
  sections: Record<string, Section>;
  /** The place of each row of the table; NOWHERE for one whose concept is not there. */
  place: Uint32Array;
  /** Language reference sets by code, in the order of preference: `accept0`, `accept1` … */
  dialects: string[];
}

/** Puts the descriptions of each concept together, in the order of the concepts, and works out what each is called. */
export function placeDescriptions(descriptions: DescriptionRows, byId: IdIndex, concept: Uint32Array, size: number, refsets: readonly RefsetRows[], conceptOfId: (hi: number, lo: number) => string | undefined): PlacedDescriptions {
  const { at, rows } = groupRows(concept, size);
  const place = new Uint32Array(concept.length).fill(NOWHERE);
  rows.forEach((row, placed) => (place[row] = placed));
  const inOrder = (column: Uint8Array): Uint8Array => reordered(column, rows, u8);
  const ids: IdColumn = { hi: reordered(descriptions.id.hi, rows, u32), lo: reordered(descriptions.id.lo, rows, u32) };
  const active = inOrder(descriptions.active);
  const type = inOrder(descriptions.type);
  const accepted = acceptabilities(byId, place, rows.length, refsets, conceptOfId);
  const { fsn, preferred } = chosenTerms(at, size, active, type, accepted.map(({ column }) => column));
  const { textAt, text } = orderedText(descriptions, rows);
  return {
    place,
    dialects: accepted.map(({ code }) => code),
    sections: {
      descriptionsAt: at, descriptionHi: ids.hi, descriptionLo: ids.lo, descriptionById: sortedRows(ids),
      descriptionActive: active, descriptionType: type, descriptionCase: inOrder(descriptions.caseSignificance),
      descriptionLanguage: reordered(descriptions.language, rows, u16),
      descriptionTime: reordered(descriptions.time, rows, u32),
      descriptionModuleHi: reordered(descriptions.module.hi, rows, u32), descriptionModuleLo: reordered(descriptions.module.lo, rows, u32),
      textAt, text, fsn, preferred,
      ...Object.fromEntries(accepted.map(({ column }, i) => [`accept${i}`, column])),
    },
  };
}

function orderedText({ term }: DescriptionRows, rows: Uint32Array): { textAt: Uint32Array; text: Uint8Array } {
  const textAt = new Uint32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    textAt[i + 1] = (textAt[i] ?? 0) + (term.at[row + 1] ?? 0) - (term.at[row] ?? 0);
  }
  const text = new Uint8Array(textAt[rows.length] ?? 0);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    text.set(term.bytes.subarray(term.at[row] ?? 0, term.at[row + 1] ?? 0), textAt[i] ?? 0);
  }
  return { textAt, text };
}

function acceptabilities(byId: IdIndex, place: Uint32Array, count: number, refsets: readonly RefsetRows[], codeOf: (hi: number, lo: number) => string | undefined): { code: string; column: Uint8Array }[] {
  const found = new Map<string, Uint8Array>();
  for (const table of refsets) {
    const field = table.fields.find(({ name }) => name === 'acceptabilityId');
    if (field?.kind !== 'component') continue;
    for (let row = 0; row < table.active.length; row++) {
      if (table.active[row] !== 1) continue;
      const described = byId.rowOf(table.component.hi[row] ?? 0, table.component.lo[row] ?? 0);
      const placed = described < 0 ? NOWHERE : (place[described] ?? NOWHERE);
      const code = codeOf(table.refset.hi[row] ?? 0, table.refset.lo[row] ?? 0);
      if (placed === NOWHERE || code === undefined) continue;
      let column = found.get(code);
      if (column === undefined) found.set(code, (column = new Uint8Array(count)));
      column[placed] = field.rows.hi[row] === PREFERRED_ID[0] && field.rows.lo[row] === PREFERRED_ID[1] ? PREFERRED : ACCEPTABLE;
    }
  }
  const rank = (code: string): number => (DIALECTS.includes(code) ? DIALECTS.indexOf(code) : DIALECTS.length);
  return [...found].map(([code, column]) => ({ code, column })).sort((a, b) => rank(a.code) - rank(b.code) || (a.code < b.code ? -1 : 1));
}

/** Of each concept: its fully specified name, and the synonym preferred by the first dialect that prefers one; else any. */
function chosenTerms(at: Uint32Array, size: number, active: Uint8Array, type: Uint8Array, accepted: readonly Uint8Array[]): { fsn: Uint32Array; preferred: Uint32Array } {
  const fsn = new Uint32Array(size).fill(NOWHERE);
  const preferred = new Uint32Array(size).fill(NOWHERE);
  for (let concept = 0; concept < size; concept++) {
    let bestFsn = Infinity;
    let best = Infinity;
    for (let row = at[concept] ?? 0; row < (at[concept + 1] ?? 0); row++) {
      const dialect = accepted.findIndex((column) => column[row] === PREFERRED);
      const rank = (active[row] === 1 ? 0 : 1000) + (dialect < 0 ? 500 : dialect);
      if (type[row] === FSN && rank < bestFsn) {
        bestFsn = rank;
        fsn[concept] = row;
      } else if (type[row] === SYNONYM && rank < best) {
        best = rank;
        preferred[concept] = row;
      }
    }
    if (preferred[concept] === NOWHERE) preferred[concept] = fsn[concept] ?? NOWHERE;
    if (fsn[concept] === NOWHERE) fsn[concept] = preferred[concept] ?? NOWHERE;
  }
  return { fsn, preferred };
}
