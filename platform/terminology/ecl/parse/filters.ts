import type { CommonCriterion, ConceptCriterion, DefinitionStatus, Expression, Filter, History, Ids, MemberCriterion, Profile, SubExpression } from '../ast.ts';
import { DESCRIPTION_KEYWORDS, readDescriptionCriterion } from './description-filters.ts';
import { readConceptReference } from './focus.ts';
import type { Scanner } from './scanner.ts';
import { readComparison, readEquality, readSet, type ReadSub, readTest, readTimes } from './values.ts';

const CONCEPT_KEYWORDS = ['definitionStatus', 'definitionStatusId', 'moduleId', 'effectiveTime', 'active'];

export interface Readers {
  sub: ReadSub;
  expression: () => Expression;
}

/** What stands after the double braces that open a filter. */
export function readFilter(scanner: Scanner, { sub }: Readers, memberOf: boolean): Filter {
  scanner.skip();
  const kind = readKind(scanner, memberOf);
  const filter = ((): Filter => {
    switch (kind) {
      case 'concept': return { kind, criteria: readCriteria(scanner, () => readConceptCriterion(scanner, sub)) };
      case 'description': return { kind, criteria: readCriteria(scanner, () => readDescriptionCriterion(scanner, sub, { ids: () => readIds(scanner, sub), common: (keyword) => readCommon(scanner, sub, keyword) })) };
      case 'member': return { kind, criteria: readCriteria(scanner, () => readMemberCriterion(scanner, sub)) };
    }
  })();
  scanner.need('}}', '“}}” at the end of the filter, or “,” and a further criterion');
  return filter;
}

function readKind(scanner: Scanner, memberOf: boolean): Filter['kind'] {
  const word = scanner.word();
  const is = (keywords: readonly string[], text: string): boolean => keywords.some((keyword) => keyword.toLowerCase() === text.toLowerCase());
  if (is(DESCRIPTION_KEYWORDS, word)) return 'description';
  const kinds = { c: 'concept', d: 'description', m: 'member' } as const;
  const letter = word.slice(0, 1).toLowerCase();
  const joined = (letter === 'c' && is(CONCEPT_KEYWORDS, word.slice(1))) || (letter === 'd' && is(DESCRIPTION_KEYWORDS, word.slice(1)));
  if ((letter !== 'c' && letter !== 'd' && letter !== 'm') || (word.length > 1 && !joined)) {
    throw scanner.fault(`a filter: “D” and a criterion on descriptions (${DESCRIPTION_KEYWORDS.join(', ')}), “C” and one on concepts (${CONCEPT_KEYWORDS.join(', ')}), “M” and one on members of a reference set, or “+ HISTORY”`);
  }
  if (letter === 'm' && !memberOf) throw scanner.faultSaying('a filter on members (“M”) stands directly after “^” and its reference set, before other filters');
  scanner.at++;
  return kinds[letter];
}

function readCriteria<T>(scanner: Scanner, read: () => T): T[] {
  const criteria: T[] = [];
  do {
    scanner.skip();
    criteria.push(read());
    scanner.skip();
  } while (scanner.take(','));
  return criteria;
}

/** One expression, or a set of concept references. */
function readIds(scanner: Scanner, sub: ReadSub): Ids {
  scanner.skip();
  const start = scanner.at;
  if (scanner.take('(')) {
    scanner.skip();
    if (/\d/.test(scanner.next)) {
      const first: SubExpression = { kind: 'sub', focus: readConceptReference(scanner), filters: [] };
      scanner.skip();
      if (/\d/.test(scanner.next)) {
        scanner.at = start;
        return readSet(scanner, 'a concept identifier', () => ({ kind: 'sub', focus: readConceptReference(scanner), filters: [] }));
      }
      const alone = scanner.take(')');
      const end = scanner.at;
      scanner.skip();
      if (alone && !scanner.sees('{{')) {
        scanner.at = end;
        return [first];
      }
    }
    scanner.at = start;
  }
  return [sub()];
}

function readCommon(scanner: Scanner, sub: ReadSub, keyword: string): CommonCriterion | undefined {
  switch (keyword.toLowerCase()) {
    case 'moduleid': return { on: 'moduleId', not: readEquality(scanner), ids: readIds(scanner, sub) };
    case 'effectivetime': return { on: 'effectiveTime', comparison: readComparison(scanner), times: readTimes(scanner) };
    case 'active': {
      const not = readEquality(scanner);
      scanner.skip();
      const value = scanner.take('1') || scanner.takeWord('true');
      if (!value && !scanner.take('0') && !scanner.takeWord('false')) throw scanner.fault('1, 0, true or false');
      return { on: 'active', not, value };
    }
    default: return undefined;
  }
}

function readConceptCriterion(scanner: Scanner, sub: ReadSub): ConceptCriterion {
  const start = scanner.at;
  const keyword = scanner.word();
  scanner.at += keyword.length;
  const common = readCommon(scanner, sub, keyword);
  if (common !== undefined) return common;
  switch (keyword.toLowerCase()) {
    case 'definitionstatus': return { on: 'definitionStatus', not: readEquality(scanner), tokens: readSet(scanner, '“primitive” or “defined”', () => readStatus(scanner)) };
    case 'definitionstatusid': return { on: 'definitionStatusId', not: readEquality(scanner), ids: readIds(scanner, sub) };
    default: throw scanner.fault(`a criterion on concepts (${CONCEPT_KEYWORDS.join(', ')})`, start);
  }
}

function readStatus(scanner: Scanner): DefinitionStatus {
  if (scanner.takeWord('primitive')) return 'primitive';
  if (scanner.takeWord('defined')) return 'defined';
  throw scanner.fault('“primitive” or “defined”');
}

function readMemberCriterion(scanner: Scanner, sub: ReadSub): MemberCriterion {
  const field = scanner.word();
  if (field === '') throw scanner.fault('the name of a field of the reference set');
  scanner.at += field.length;
  return readCommon(scanner, sub, field) ?? { on: 'field', field, test: readTest(scanner, sub, true) };
}

/** What stands after `+` in double braces. */
export function readHistory(scanner: Scanner, { expression }: Readers): History {
  scanner.skip();
  if (!scanner.takeWord('history')) throw scanner.fault('HISTORY after “+”');
  const suffix = scanner.ahead(/[-_][A-Za-z]{1,10}/y);
  if (suffix !== '') {
    const profile = (['MIN', 'MOD', 'MAX'] satisfies Profile[]).find((each) => each === suffix.slice(1).toUpperCase());
    if (profile === undefined) throw scanner.fault('HISTORY-MIN, HISTORY-MOD, HISTORY-MAX, or HISTORY and reference sets in brackets');
    scanner.at += suffix.length;
    scanner.need('}}');
    return { profile };
  }
  scanner.skip();
  if (!scanner.take('(')) {
    scanner.need('}}', '“}}”, or historical association reference sets in brackets');
    return {};
  }
  const associations = scanner.deeper(expression);
  scanner.need(')');
  scanner.need('}}');
  return { associations };
}
