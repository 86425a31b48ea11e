/**
 * A SNOMED CT expression constraint (ECL 2.2) as a tree. Where the grammar has two ways to write one thing (`AND` and
 * `,`; a set of one; brackets around a single refinement) the tree has one.
 */
export type Expression = SubExpression | Compound | Refined | Dotted;

export interface Compound {
  kind: 'and' | 'or' | 'minus';
  /** Two or more; exactly two of `minus`. */
  operands: readonly SubExpression[];
}

export interface Refined {
  kind: 'refined';
  focus: SubExpression;
  refinement: Refinement;
}

export interface Dotted {
  kind: 'dotted';
  focus: SubExpression;
  attributes: readonly SubExpression[];
}

export const OPERATORS = ['<<!', '<<', '<!', '<', '>>!', '>>', '>!', '>', '!!>', '!!<'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface SubExpression {
  kind: 'sub';
  operator?: Operator;
  memberOf?: MemberOf;
  focus: Focus;
  /** Applied in this order; those on members come first and only with `memberOf`. */
  filters: readonly Filter[];
  history?: History;
}

export type Focus = ConceptReference | AlternateIdentifier | { kind: 'any' } | { kind: 'nested'; expression: Expression };

export interface ConceptReference {
  kind: 'concept';
  code: string;
  term?: string;
}

export interface AlternateIdentifier {
  kind: 'alternate';
  scheme: string;
  code: string;
  term?: string;
}

export interface MemberOf {
  /** The fields asked for instead of the referenced component; '*' for all. */
  fields?: readonly string[] | '*';
}

export type Profile = 'MIN' | 'MOD' | 'MAX';

export interface History {
  /** Neither: as MAX. */
  profile?: Profile;
  associations?: Expression;
}

export type Refinement = Attribute | Group | { kind: 'and' | 'or'; operands: readonly Refinement[] };
export type AttributeSet = Attribute | { kind: 'and' | 'or'; operands: readonly AttributeSet[] };

export interface Cardinality {
  min: number;
  /** null: any number. */
  max: number | null;
}

export interface Group {
  kind: 'group';
  cardinality?: Cardinality;
  attributes: AttributeSet;
}

export interface Attribute {
  kind: 'attribute';
  cardinality?: Cardinality;
  reverse: boolean;
  name: SubExpression;
  test: ValueTest;
}

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** What a value has to be. */
export type ValueTest =
  | { kind: 'concept'; not: boolean; value: SubExpression }
  /** The number as it is written. */
  | { kind: 'number'; comparison: Comparison; value: string }
  | { kind: 'text'; not: boolean; terms: readonly SearchTerm[] }
  | { kind: 'boolean'; not: boolean; value: boolean };

/** Words, each the beginning of a word of the term; or what stands between the wild cards. Without `how` it is the first in a term, the whole value elsewhere. */
export type SearchTerm = { how?: 'match'; words: readonly string[] } | { how: 'wild'; parts: readonly string[] };

export type Filter =
  | { kind: 'concept'; criteria: readonly ConceptCriterion[] }
  | { kind: 'description'; criteria: readonly DescriptionCriterion[] }
  | { kind: 'member'; criteria: readonly MemberCriterion[] };

/** One expression, or two or more plain concept references. */
export type Ids = readonly SubExpression[];

export type CommonCriterion =
  | { on: 'moduleId'; not: boolean; ids: Ids }
  /** YYYYMMDD, or nothing for what has not been published. */
  | { on: 'effectiveTime'; comparison: Comparison; times: readonly string[] }
  | { on: 'active'; not: boolean; value: boolean };

export type DefinitionStatus = 'primitive' | 'defined';

export type ConceptCriterion =
  | CommonCriterion
  | { on: 'definitionStatus'; not: boolean; tokens: readonly DefinitionStatus[] }
  | { on: 'definitionStatusId'; not: boolean; ids: Ids };

export type DescriptionType = 'syn' | 'fsn' | 'def';
export type Acceptability = readonly ('accept' | 'prefer')[] | readonly ConceptReference[];

export type DescriptionCriterion =
  | CommonCriterion
  | { on: 'term'; not: boolean; terms: readonly SearchTerm[] }
  | { on: 'language'; not: boolean; codes: readonly string[] }
  | { on: 'type'; not: boolean; tokens: readonly DescriptionType[] }
  | { on: 'typeId'; not: boolean; ids: Ids }
  | { on: 'dialect'; not: boolean; dialects: readonly { alias: string; acceptability?: Acceptability }[] }
  | { on: 'dialectId'; not: boolean; dialects: readonly { ids: SubExpression; acceptability?: Acceptability }[] }
  | { on: 'id'; not: boolean; ids: readonly string[] };

export type MemberCriterion =
  | CommonCriterion
  | { on: 'field'; field: string; test: ValueTest | { kind: 'time'; comparison: Exclude<Comparison, '=' | '!='>; times: readonly string[] } };

/** The code where an expression is nothing but a concept reference. */
export function plainReference(sub: SubExpression): ConceptReference | undefined {
  const { operator, memberOf, focus, filters, history } = sub;
  return focus.kind === 'concept' && operator === undefined && memberOf === undefined && filters.length === 0 && history === undefined ? focus : undefined;
}
