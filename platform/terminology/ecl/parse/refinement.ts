import type { Attribute, AttributeSet, Cardinality, Group, Refinement } from '../ast.ts';
import type { Scanner } from './scanner.ts';
import { type ReadSub, readTest } from './values.ts';

/** What stands after the colon: attributes and groups, joined by one kind of word. */
export function readRefinement(scanner: Scanner, readSub: ReadSub): Refinement {
  const read = (): Refinement => readJoined<Refinement>(scanner, readOne);
  const readOne = (): Refinement => {
    if (opensBrackets(scanner)) return inBrackets(scanner, read);
    const cardinality = readCardinality(scanner);
    scanner.skip();
    return scanner.take('{') ? readGroup(scanner, readSub, cardinality) : readAttribute(scanner, readSub, cardinality);
  };
  return read();
}

function readGroup(scanner: Scanner, readSub: ReadSub, cardinality: Cardinality | undefined): Group {
  const readOne = (): AttributeSet => (opensBrackets(scanner) ? inBrackets(scanner, read) : readAttribute(scanner, readSub, readCardinality(scanner)));
  const read = (): AttributeSet => readJoined<AttributeSet>(scanner, readOne);
  const attributes = read();
  scanner.need('}', '“}” at the end of the attribute group, or “,”, AND or OR and a further attribute');
  return { kind: 'group', ...(cardinality && { cardinality }), attributes };
}

type Joined<T> = { kind: 'and' | 'or'; operands: readonly T[] };

function readJoined<T>(scanner: Scanner, readOne: () => T): T | Joined<T> {
  const operands = [readOne()];
  let kind: 'and' | 'or' | undefined;
  for (;;) {
    const before = scanner.at;
    scanner.skip();
    const start = scanner.at;
    const found = scanner.take(',') || scanner.takeWord('and') ? 'and' : scanner.takeWord('or') ? 'or' : undefined;
    if (found === undefined) {
      scanner.at = before;
      const [only] = operands;
      return kind === undefined && only !== undefined ? only : { kind: kind ?? 'and', operands };
    }
    if (kind !== undefined && found !== kind) throw scanner.faultSaying('AND (or “,”) and OR stand side by side; brackets have to say which is meant first', start);
    kind = found;
    operands.push(readOne());
  }
}

/** A bracket that holds refinements: one that is followed by a comparison or a filter holds the name of an attribute. */
function opensBrackets(scanner: Scanner): boolean {
  scanner.skip();
  return scanner.sees('(') && !/[=!<>{nN]/.test(scanner.afterBracket());
}

function inBrackets<T>(scanner: Scanner, read: () => T): T {
  scanner.at++;
  const inner = scanner.deeper(read);
  scanner.need(')', '“)”, or “,”, AND or OR and a further attribute');
  return inner;
}

function readCardinality(scanner: Scanner): Cardinality | undefined {
  scanner.skip();
  const start = scanner.at;
  if (!scanner.take('[')) return undefined;
  const min = readCount(scanner);
  scanner.skip();
  if (!scanner.take('..') && !scanner.takeWord('to')) throw scanner.fault('“..” between the least and the most, as in [0..3]');
  scanner.skip();
  const max = scanner.take('*') || scanner.takeWord('many') ? null : readCount(scanner);
  scanner.need(']', '“]” after the cardinality');
  if (max !== null && max < min) throw scanner.faultSaying(`at least ${min} and at most ${max} cannot both be`, start);
  return { min, max };
}

function readCount(scanner: Scanner): number {
  scanner.skip();
  const digits = scanner.ahead(/\d{1,40}/y);
  if (!/^(?:0|[1-9]\d{0,8})$/.test(digits)) throw scanner.fault('a whole number, or “*” for any number');
  scanner.at += digits.length;
  return Number(digits);
}

function readAttribute(scanner: Scanner, readSub: ReadSub, cardinality: Cardinality | undefined): Attribute {
  scanner.skip();
  const reverse = takeReverse(scanner);
  const start = scanner.at;
  const name = readSub();
  scanner.skip();
  if (!/[=!<>nN]/.test(scanner.next)) throw scanner.fault(name.focus.kind === 'nested' || start === scanner.at ? 'a comparison after the name of the attribute' : 'a comparison (as in “= << 39057004”) after the name of the attribute. A refinement takes all that follows: to join it to another expression, put brackets round it');
  return { kind: 'attribute', ...(cardinality && { cardinality }), reverse, name, test: readTest(scanner, readSub) };
}

function takeReverse(scanner: Scanner): boolean {
  if (scanner.ahead(/[A-Za-z][A-Za-z0-9-]{0,64}#/y) !== '') return false;
  return scanner.takeWord('reverseOf') || (scanner.word() === 'R' && scanner.take('R'));
}
