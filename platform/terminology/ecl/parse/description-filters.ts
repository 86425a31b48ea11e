import type { Acceptability, CommonCriterion, DescriptionCriterion, DescriptionType, Ids } from '../ast.ts';
import { readConceptReference, readSctid } from './focus.ts';
import type { Scanner } from './scanner.ts';
import { readEquality, readSet, type ReadSub, readTerms } from './values.ts';

export const DESCRIPTION_KEYWORDS = ['term', 'language', 'type', 'typeId', 'dialect', 'dialectId', 'moduleId', 'effectiveTime', 'active', 'id'];

const TYPES: Record<string, DescriptionType> = { syn: 'syn', synonym: 'syn', fsn: 'fsn', fullyspecifiedname: 'fsn', def: 'def', definition: 'def' };
const ACCEPTABILITIES: Record<string, 'accept' | 'prefer'> = { accept: 'accept', acceptable: 'accept', prefer: 'prefer', preferred: 'prefer' };

/** Parts of a criterion that those on concepts have as well. */
interface Shared {
  ids: () => Ids;
  common: (keyword: string) => CommonCriterion | undefined;
}

export function readDescriptionCriterion(scanner: Scanner, sub: ReadSub, { ids, common }: Shared): DescriptionCriterion {
  const start = scanner.at;
  const keyword = scanner.word();
  scanner.at += keyword.length;
  const found = common(keyword);
  if (found !== undefined) return found;
  switch (keyword.toLowerCase()) {
    case 'term': return { on: 'term', not: readEquality(scanner), terms: readTerms(scanner) };
    case 'language': return { on: 'language', not: readEquality(scanner), codes: readSet(scanner, 'a language', () => readLanguage(scanner)) };
    case 'type': return { on: 'type', not: readEquality(scanner), tokens: readSet(scanner, 'a type of description', () => readToken(scanner, TYPES, 'syn, fsn or def')) };
    case 'typeid': return { on: 'typeId', not: readEquality(scanner), ids: ids() };
    case 'dialect': return readDialects(scanner);
    case 'dialectid': return readDialectIds(scanner, sub);
    case 'id': return { on: 'id', not: readEquality(scanner), ids: readSet(scanner, 'a description identifier', () => readSctid(scanner, 'a description identifier')) };
    default: throw scanner.fault(`a criterion on descriptions (${DESCRIPTION_KEYWORDS.join(', ')})`, start);
  }
}

function readToken<T>(scanner: Scanner, tokens: Record<string, T>, what: string): T {
  const word = scanner.word();
  const token = Object.hasOwn(tokens, word.toLowerCase()) ? tokens[word.toLowerCase()] : undefined;
  if (token === undefined) throw scanner.fault(what);
  scanner.at += word.length;
  return token;
}

function readLanguage(scanner: Scanner): string {
  const code = scanner.word();
  if (code.length !== 2) throw scanner.fault('a language of two letters, such as en');
  scanner.at += 2;
  return code.toLowerCase();
}

function readAlias(scanner: Scanner): string {
  const alias = scanner.ahead(/[A-Za-z][A-Za-z0-9-]{0,64}/y);
  if (alias === '') throw scanner.fault('a dialect, such as en-gb');
  scanner.at += alias.length;
  return alias.toLowerCase();
}

function readDialects(scanner: Scanner): DescriptionCriterion {
  const not = readEquality(scanner);
  const dialects = readSet(scanner, 'a dialect', () => ({ alias: readAlias(scanner), ...readAcceptability(scanner) }));
  const forAll = readAcceptability(scanner);
  return { on: 'dialect', not, dialects: dialects.map((each) => ({ ...forAll, ...each })) };
}

function readDialectIds(scanner: Scanner, sub: ReadSub): DescriptionCriterion {
  const not = readEquality(scanner);
  scanner.skip();
  const dialects = isListOfReferences(scanner)
    ? readSet(scanner, 'a language reference set', () => ({ ids: { kind: 'sub' as const, focus: readConceptReference(scanner, 'a language reference set'), filters: [] }, ...readAcceptability(scanner) }))
    : [{ ids: sub() }];
  const forAll = readAcceptability(scanner);
  return { on: 'dialectId', not, dialects: dialects.map((each) => ({ ...forAll, ...each })) };
}

/** A bracket that holds two references or more, or one with its acceptability; not an expression. */
function isListOfReferences(scanner: Scanner): boolean {
  const start = scanner.at;
  try {
    if (!scanner.take('(')) return false;
    scanner.skip();
    if (!/\d/.test(scanner.next)) return false;
    readConceptReference(scanner);
    scanner.skip();
    return /[\d(]/.test(scanner.next);
  } finally {
    scanner.at = start;
  }
}

function readAcceptability(scanner: Scanner): { acceptability?: Acceptability } {
  const before = scanner.at;
  scanner.skip();
  if (!scanner.sees('(')) {
    scanner.at = before;
    return {};
  }
  const opening = scanner.at;
  scanner.at++;
  scanner.skip();
  const byId = /\d/.test(scanner.next);
  scanner.at = opening;
  const what = 'accept or prefer';
  return { acceptability: byId ? readSet(scanner, what, () => readConceptReference(scanner, what)) : readSet(scanner, what, () => readToken(scanner, ACCEPTABILITIES, what)) };
}
