import type { MeasuredEntry } from './parse-entry.ts';
import { parseEntry } from './parse-entry.ts';
import { calculateBmi } from './calculate-bmi.ts';
import type { MeasuredInRecord } from './calculate-bmi.ts';

/** A term a clinician picked for a line of the note. */
export interface CodedTerm {
  system: string;
  code: string;
  display: string;
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

const PROBLEM_PREFIX = /^problem\s*:\s*/i;

/**
 * Reads a whole note into what will be recorded, in order. Consecutive lines of plain text stay one piece of text.
 * A line of kind `ask` stands for a line that must be settled before the note can be saved.
 */
export function readNote(note: Note, context: NoteContext): NoteLine[] {
  const lines: NoteLine[] = [];
  for (const raw of note.text.split('\n')) {
    const line = raw.trim();
    if (line === '') {
      if (lines.at(-1)?.kind === 'text') lines.push({ kind: 'text', text: '' });
      continue;
    }
    const read = readLine(line, note, context, lines);
    const previous = lines.at(-1);
    if (read.kind === 'text' && previous?.kind === 'text' && previous.text !== '') {
      lines[lines.length - 1] = { kind: 'text', text: `${previous.text}\n${read.text}` };
    } else if (previous?.kind === 'text' && previous.text === '') {
      lines[lines.length - 1] = read;
    } else {
      lines.push(read);
    }
  }
  return lines.filter((line) => line.kind !== 'text' || line.text !== '');
}

function readLine(line: string, note: Note, context: NoteContext, before: readonly NoteLine[]): NoteLine {
  const decision = note.decisions[line];
  if (decision === 'text') return { kind: 'text', text: line };
  const coded = readCoded(line, note.picks);
  if (coded) return coded;
  const parsed = parseEntry(line, context.ageYears);
  switch (parsed.kind) {
    case 'text': return PROBLEM_PREFIX.test(line)
      ? { kind: 'ask', line, reason: 'A problem needs a code: choose one from the list.', canConfirm: false }
      : parsed;
    case 'refused': return { kind: 'ask', line, reason: parsed.reason, canConfirm: false };
    case 'calculate': {
      const bmi = calculateBmi(before, context);
      if ('refused' in bmi) return { kind: 'ask', line, reason: bmi.refused, canConfirm: false };
      return settle(bmi.entry, line, decision, bmi.derivedFrom);
    }
    case 'measured': return settle(parsed, line, decision);
  }
}

function settle(entry: MeasuredEntry, line: string, decision: string | undefined, derivedFrom?: readonly DerivedFrom[]): NoteLine {
  if (entry.confirm !== undefined && decision !== 'confirmed') return { kind: 'ask', line, reason: entry.confirm, canConfirm: true };
  return { kind: 'measured', entry, ...(derivedFrom ? { derivedFrom } : {}) };
}

function readCoded(line: string, picks: readonly CodedTerm[]): NoteLine | undefined {
  const problem = PROBLEM_PREFIX.test(line);
  const text = line.replace(PROBLEM_PREFIX, '');
  let best: CodedTerm | undefined;
  for (const pick of picks) {
    if (startsWithTerm(text, pick.display) && pick.display.length >= (best?.display.length ?? 0)) best = pick;
  }
  if (!best) return undefined;
  const note = text.slice(best.display.length).replace(/^[\s,;:.–-]+/, '');
  return { kind: 'coded', term: best, problem, ...(note === '' ? {} : { note }) };
}

function startsWithTerm(text: string, term: string): boolean {
  return text.startsWith(term) && !/^[\p{L}\p{N}]/u.test(text.slice(term.length));
}
