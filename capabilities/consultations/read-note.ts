import { calculateBmi } from './calculate-bmi.ts';
import type { CodedTerm, DerivedFrom, Note, NoteContext, NoteLine } from './note.ts';
import { type MeasuredEntry, parseEntry } from './parse-entry.ts';

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
