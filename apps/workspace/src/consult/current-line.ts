import { parseEntry } from '../../../../capabilities/consultations/parse-entry.ts';
import type { CodedTerm } from '../../../../capabilities/consultations/note.ts';

const PROBLEM = /^\s*problem\s*:\s*/i;
const MOST_WORDS = 5;
const LEAST_LETTERS = 3;

/** The line the caret is on. */
export interface CurrentLine {
  start: number;
  end: number;
  text: string;
}

function lineAt(text: string, caret: number): CurrentLine {
  const start = text.lastIndexOf('\n', caret - 1) + 1;
  const next = text.indexOf('\n', caret);
  const end = next === -1 ? text.length : next;
  return { start, end, text: text.slice(start, end) };
}

/**
 * What to look up codes for while a line is typed: the line itself, when it may still become a term.
 * '' when the caret is not at its end, when it is prose, a measurement, or begins with a term already picked.
 */
export function codeQuery(text: string, caret: number, picks: readonly CodedTerm[]): string {
  const line = lineAt(text, caret);
  if (caret !== line.end) return '';
  const words = line.text.replace(PROBLEM, '').trim();
  if (words.length < LEAST_LETTERS || !/^\p{L}/u.test(words) || words.split(/\s+/).length > MOST_WORDS) return '';
  if (picks.some((pick) => words.startsWith(pick.display))) return '';
  return parseEntry(words).kind === 'text' ? words : '';
}

/** The text with the current line's words replaced by a term, and where the caret goes. */
export function withTerm(text: string, caret: number, display: string): { text: string; caret: number } {
  const line = lineAt(text, caret);
  const prefix = PROBLEM.exec(line.text)?.[0] ?? '';
  const head = text.slice(0, line.start) + prefix + display;
  return { text: head + text.slice(line.end), caret: head.length };
}

/** Makes the current line a problem, or no longer one. */
export function toggleProblem(text: string, caret: number): { text: string; caret: number } {
  const line = lineAt(text, caret);
  const prefix = PROBLEM.exec(line.text)?.[0];
  const changed = prefix === undefined ? `Problem: ${line.text}` : line.text.slice(prefix.length);
  return {
    text: text.slice(0, line.start) + changed + text.slice(line.end),
    caret: Math.max(line.start, caret + changed.length - line.text.length),
  };
}
