import { type Expression, type Focus, type MemberOf, type Operator, OPERATORS, type SubExpression } from './ast.ts';
import { readAlternateIdentifier, readConceptReference, SCHEME } from './parse/focus.ts';
import { type Readers, readFilter, readHistory } from './parse/filters.ts';
import { readRefinement } from './parse/refinement.ts';
import { Scanner } from './parse/scanner.ts';

const KEYWORDS: Record<string, Operator> = {
  descendantof: '<', descendantorselfof: '<<', childof: '<!', childorselfof: '<<!',
  ancestorof: '>', ancestororselfof: '>>', parentof: '>!', parentorselfof: '>>!', top: '!!>', bottom: '!!<',
};

/**
 * Reads an expression constraint: SNOMED CT Expression Constraint Language 2.2, brief and long syntax. Throws EclFault
 * with the column of what cannot be read. Time grows with the length of the text; depth and length are bounded.
 */
export function parseEcl(text: string): Expression {
  const scanner = new Scanner(text);
  const expression = readersOf(scanner).expression();
  scanner.skip();
  if (!scanner.atEnd) throw scanner.fault(endings(expression));
  return expression;
}

function endings(expression: Expression): string {
  if (expression.kind === 'refined') return '“,”, AND or OR and a further attribute, or the end. To join a refinement to another expression, put brackets round it';
  if (expression.kind === 'dotted') return '“.” and a further attribute, or the end. To go on from here otherwise, put brackets round what stands before';
  if (expression.kind === 'minus') return 'the end: MINUS takes two expressions; brackets have to say what is meant first';
  return expression.kind === 'sub' ? 'AND, OR, MINUS, “:” and a refinement, “.” and an attribute, “{{” and a filter, or the end' : `${expression.kind.toUpperCase()} and a further expression, or the end`;
}

function readersOf(scanner: Scanner): Readers {
  const readers: Readers = { sub: () => readSub(scanner, readers), expression: () => readExpression(scanner, readers) };
  return readers;
}

function readExpression(scanner: Scanner, readers: Readers): Expression {
  const focus = readers.sub();
  scanner.skip();
  if (scanner.take(':')) return { kind: 'refined', focus, refinement: readRefinement(scanner, readers.sub) };
  if (scanner.sees('.')) {
    const attributes: SubExpression[] = [];
    while (scanner.take('.')) {
      attributes.push(readers.sub());
      scanner.skip();
    }
    return { kind: 'dotted', focus, attributes };
  }
  const operands = [focus];
  let kind: 'and' | 'or' | 'minus' | undefined;
  for (;;) {
    scanner.skip();
    const start = scanner.at;
    const found = scanner.take(',') || scanner.takeWord('and') ? 'and' : scanner.takeWord('or') ? 'or' : scanner.takeWord('minus') ? 'minus' : undefined;
    if (found === undefined) return kind === undefined ? focus : { kind, operands };
    if (kind !== undefined && (found !== kind || kind === 'minus')) throw scanner.faultSaying(kind === found ? 'MINUS stands twice; brackets have to say which is meant first' : `${kind.toUpperCase()} and ${found.toUpperCase()} stand side by side; brackets have to say which is meant first`, start);
    kind = found;
    operands.push(readers.sub());
  }
}

function readSub(scanner: Scanner, readers: Readers): SubExpression {
  scanner.skip();
  const operator = readOperator(scanner);
  scanner.skip();
  const memberOf = readMemberOf(scanner);
  scanner.skip();
  const focus = readFocus(scanner, readers);
  const filters: SubExpression['filters'][number][] = [];
  const parts = { ...(operator && { operator }), ...(memberOf && { memberOf }) };
  for (;;) {
    const before = scanner.at;
    scanner.skip();
    if (!scanner.take('{{')) {
      scanner.at = before;
      return { kind: 'sub', ...parts, focus, filters };
    }
    scanner.skip();
    if (scanner.take('+')) return { kind: 'sub', ...parts, focus, filters, history: readHistory(scanner, readers) };
    filters.push(scanner.deeper(() => readFilter(scanner, readers, memberOf !== undefined && filters.every(({ kind }) => kind === 'member'))));
  }
}

function readOperator(scanner: Scanner): Operator | undefined {
  const symbol = OPERATORS.find((each) => scanner.take(each));
  if (symbol !== undefined || scanner.ahead(SCHEME) !== '') return symbol;
  const word = scanner.word();
  const operator = Object.hasOwn(KEYWORDS, word.toLowerCase()) ? KEYWORDS[word.toLowerCase()] : undefined;
  if (operator !== undefined) scanner.at += word.length;
  return operator;
}

function readMemberOf(scanner: Scanner): MemberOf | undefined {
  if (!scanner.take('^') && (scanner.ahead(SCHEME) !== '' || !scanner.takeWord('memberOf'))) return undefined;
  scanner.skip();
  if (!scanner.take('[')) return {};
  scanner.skip();
  if (scanner.take('*')) {
    scanner.need(']');
    return { fields: '*' };
  }
  const fields: string[] = [];
  do {
    scanner.skip();
    const field = scanner.word();
    if (field === '') throw scanner.fault('the name of a field of the reference set, or “*”');
    scanner.at += field.length;
    fields.push(field);
    scanner.skip();
  } while (scanner.take(','));
  scanner.need(']', '“]” after the fields, or “,” and a further field');
  return { fields };
}

function readFocus(scanner: Scanner, readers: Readers): Focus {
  if (scanner.take('*')) return { kind: 'any' };
  if (scanner.take('(')) {
    const expression = scanner.deeper(readers.expression);
    scanner.need(')', `“)”, or ${endings(expression).replace(', or the end', '')}`);
    return { kind: 'nested', expression };
  }
  const alternate = readAlternateIdentifier(scanner);
  if (alternate !== undefined) return alternate;
  if (scanner.takeWord('any')) return { kind: 'any' };
  return readConceptReference(scanner, 'a concept identifier, “*” or an expression in brackets');
}
