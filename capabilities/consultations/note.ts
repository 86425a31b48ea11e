import type { MeasuredEntry } from './parse-entry.ts';

/** A value that already stands in the record. */
export interface MeasuredInRecord {
  value: number;
  reference: string;
  /** As it is shown to the clinician, for instance `14-Aug-2025`. */
  when: string;
}

/** A term a clinician picked for a line of the note. */
export interface CodedTerm {
  system: string;
  code: string;
  /** What the concept is called: the preferred term. */
  display: string;
  /** The term that was picked, where it is another. */
  text?: string;
}

/** A note as it is typed. Its text is the truth; the rest says how lines of that text are to be read. */
export interface Note {
  text: string;
  /** Terms picked from the list: a line that begins with the display of one is coded with it. */
  picks: readonly CodedTerm[];
  /** What the clinician said of one exact line: keep the unusual value, or keep the line as text. Void when the line changes. */
  decisions: Readonly<Record<string, 'confirmed' | 'text'>>;
}

export interface NoteContext {
  ageYears?: number;
  lastWeight?: MeasuredInRecord;
  lastHeight?: MeasuredInRecord;
}

export type NoteLine =
  | { kind: 'text'; text: string }
  | { kind: 'coded'; term: CodedTerm; problem: boolean; note?: string }
  | { kind: 'measured'; entry: MeasuredEntry; derivedFrom?: readonly DerivedFrom[] }
  | { kind: 'ask'; line: string; reason: string; canConfirm: boolean };

/** Where a calculated value comes from: a line of the same note (its position), or an entry of the record (its reference). */
export type DerivedFrom = { line: number } | { reference: string };
