import type { Comparison, SearchTerm, SubExpression, ValueTest } from '../ast.ts';
import type { Scanner } from './scanner.ts';

export type ReadSub = () => SubExpression;

const SYMBOLS = ['!=', '<>', '<=', '>=', '=', '<', '>'] as const;

/** `=`, `!=` (`<>`, `NOT =`) and, where order means something, `<`, `<=`, `>`, `>=`. */
export function readComparison(scanner: Scanner): Comparison {
  scanner.skip();
  const start = scanner.at;
  if (scanner.takeWord('not')) {
    scanner.need('=', '“=” after NOT');
    return '!=';
  }
  const symbol = SYMBOLS.find((each) => scanner.take(each));
  if (symbol === undefined) throw scanner.fault('a comparison (“=”, “!=”, or for numbers and dates also “<”, “<=”, “>”, “>=”)', start);
  return symbol === '<>' ? '!=' : symbol;
}

/** Whether a comparison is `!=`; an order is refused. */
export function readEquality(scanner: Scanner): boolean {
  scanner.skip();
  const start = scanner.at;
  return inequality(scanner, readComparison(scanner), start);
}

function inequality(scanner: Scanner, comparison: Comparison, start: number): boolean {
  if (comparison !== '=' && comparison !== '!=') throw scanner.fault('“=” or “!=”: only numbers and dates have an order', start);
  return comparison === '!=';
}

/** Comparison and value of an attribute or of a field of a reference set. Times are told from texts by their comparison. */
export function readTest(scanner: Scanner, readSub: ReadSub): ValueTest;
export function readTest(scanner: Scanner, readSub: ReadSub, times: true): ValueTest | { kind: 'time'; comparison: '<' | '<=' | '>' | '>='; times: string[] };
export function readTest(scanner: Scanner, readSub: ReadSub, times?: true): ValueTest | { kind: 'time'; comparison: '<' | '<=' | '>' | '>='; times: string[] } {
  scanner.skip();
  const start = scanner.at;
  const comparison = readComparison(scanner);
  scanner.skip();
  if (scanner.sees('#')) return { kind: 'number', comparison, value: readNumber(scanner) };
  if (times && comparison !== '=' && comparison !== '!=' && (scanner.sees('"') || scanner.sees('('))) return { kind: 'time', comparison, times: readTimes(scanner) };
  const not = inequality(scanner, comparison, start);
  if (beginsText(scanner)) return { kind: 'text', not, terms: readTerms(scanner) };
  const word = scanner.ahead(/[A-Za-z][A-Za-z0-9-]{0,64}#?/y).toLowerCase();
  if (word === 'true' || word === 'false') {
    scanner.at += word.length;
    return { kind: 'boolean', not, value: word === 'true' };
  }
  return { kind: 'concept', not, value: readSub() };
}

/** `"…"` (but not an alternate identifier in quotation marks), `match:`, `wild:`, or a set that begins with one of these. */
function beginsText(scanner: Scanner): boolean {
  if (scanner.sees('"')) return scanner.ahead(/"[A-Za-z][A-Za-z0-9-]{0,64}#[^"\\]/y) === '';
  const [start, set] = [scanner.at, scanner.take('(')];
  if (set) scanner.skip();
  const text = set && scanner.sees('"') ? scanner.ahead(/"[A-Za-z][A-Za-z0-9-]{0,64}#[^"\\]/y) === '' : /^(?:match|wild)$/i.test(scanner.word()) && scanner.ahead(/[A-Za-z]+#/y) === '';
  scanner.at = start;
  return text;
}

function readNumber(scanner: Scanner): string {
  scanner.at++;
  const written = scanner.ahead(/[-+]?(?:0|[1-9]\d{0,300})(?:\.\d{1,300})?/y);
  if (written === '' || /\d/.test(scanner.text[scanner.at + written.length] ?? '')) throw scanner.fault('a number such as 5, -2 or 0.25 after “#”');
  scanner.at += written.length;
  return written;
}

/** One of what `read` reads, or several within brackets. */
export function readSet<T>(scanner: Scanner, what: string, read: () => T): T[] {
  scanner.skip();
  if (!scanner.take('(')) return [read()];
  const found: T[] = [];
  for (;;) {
    scanner.skip();
    if (scanner.take(')')) {
      if (found.length === 0) throw scanner.fault(what, scanner.at - 1);
      return found;
    }
    found.push(read());
  }
}

export function readTerms(scanner: Scanner): SearchTerm[] {
  return readSet(scanner, 'a search term', () => readTerm(scanner));
}

function readTerm(scanner: Scanner): SearchTerm {
  const how = scanner.takeWord('wild') ? 'wild' : scanner.takeWord('match') ? 'match' : undefined;
  if (how !== undefined) scanner.need(':', `“:” after ${how}`);
  scanner.skip();
  const start = scanner.at;
  if (how === 'wild') {
    const { text, escapes } = scanner.quoted('"\\*');
    if (text === '') throw scanner.fault('a search term with at least one character', start);
    const parts = [''];
    for (let i = 0; i < text.length; i++) {
      if (text[i] === '*' && !escapes.has(i)) parts.push('');
      else parts[parts.length - 1] += text[i] ?? '';
    }
    return { how, parts };
  }
  const words = scanner.quoted('"\\').text.split(/[ \t\r\n]+/).filter((word) => word !== '');
  if (words.length === 0) throw scanner.fault('a search term with at least one word', start);
  return how === undefined ? { words } : { how, words };
}

export function readTimes(scanner: Scanner): string[] {
  return readSet(scanner, 'a date', () => {
    const date = scanner.ahead(/"(?:[1-9]\d{3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))?"/y);
    if (date === '') throw scanner.fault('a date written as "YYYYMMDD"');
    scanner.at += date.length;
    return date.slice(1, -1);
  });
}
