import type { ParameterShape, ParameterType } from './definitions.ts';
import { dateTest } from './date.ts';
import { splitEscaped, unescaped } from './escapes.ts';
import { type Extractor, extractorOf, type Found } from './extract.ts';
import { badParameter } from './fault.ts';
import { numberTest, quantityTest } from './quantity.ts';
import { referenceIdentifierTest, referenceTest, uriTest } from './reference.ts';
import { stringTest } from './text.ts';
import { identifierTypeTest, tokenTest, tokenTextTest } from './token.ts';

/** What a search value is read against. */
export interface SearchSettings {
  /** The practice's FHIR address: references that begin with it lead to what is kept here. */
  base: string;
  /** The present, for `ap` on dates. */
  now: () => number;
}

export type ResourceTest = (resource: unknown) => boolean;

const MODIFIERS: Record<ParameterType, readonly string[]> = {
  token: ['not', 'text', 'of-type'],
  string: ['exact', 'contains'],
  reference: ['identifier'],
  uri: ['above', 'below'],
  date: [],
  quantity: [],
  number: [],
  composite: [],
};

/**
 * Whether a resource meets one parameter, any of whose values will do. `name` is for the error that says why it
 * cannot be answered. The modifier of a reference may be a resource type.
 */
export function conditionTest(name: string, shape: ParameterShape, modifier: string, values: readonly string[], settings: SearchSettings): ResourceTest {
  const extract = extractorOf(shape.paths);
  if (modifier === 'missing') {
    if (values.length !== 1 || !['true', 'false'].includes(values[0] ?? '')) throw badParameter(name, 'must be true or false');
    const missing = values[0] === 'true';
    const parts = (shape.parts ?? []).map(({ paths }) => extractorOf(paths));
    return (resource) => !extract(resource).some(({ value: place }) => parts.every((part) => part(place).length > 0)) === missing;
  }
  const isTyped = shape.type === 'reference' && (shape.targets?.includes(modifier) ?? /^[A-Z]/.test(modifier));
  if (modifier !== '' && !isTyped && !MODIFIERS[shape.type].includes(modifier)) throw badParameter(name, `has the modifier ${modifier.slice(0, 20)}, which is not supported on it`);
  if (shape.type === 'composite') return compositeTest(name, shape, values, settings);
  const targets = isTyped ? [modifier] : shape.targets;
  const tests = values.map((value) => valueTest(name, shape.type, isTyped ? '' : modifier, value, targets, settings));
  const any = (resource: unknown): boolean => extract(resource).some((found) => tests.some((test) => test(found)));
  return modifier === 'not' ? (resource) => !any(resource) : any;
}

function valueTest(name: string, type: ParameterType, modifier: string, value: string, targets: readonly string[] | undefined, settings: SearchSettings): (found: Found) => boolean {
  const made = makeTest(type, modifier, value, targets, settings);
  if (made === undefined) throw badParameter(name, FORMS[type]);
  return made;
}

const FORMS: Record<ParameterType, string> = {
  token: 'is not of the form system|code|value', string: 'is not a text', reference: 'is not a reference', uri: 'is not a URI',
  date: 'is not a FHIR date', quantity: 'is not a quantity', number: 'is not a number', composite: 'is not values joined by $',
};

function makeTest(type: ParameterType, modifier: string, value: string, targets: readonly string[] | undefined, settings: SearchSettings): ((found: Found) => boolean) | undefined {
  switch (type) {
    case 'token':
      return modifier === 'text' ? tokenTextTest(value) : modifier === 'of-type' ? identifierTypeTest(value) : tokenTest(value);
    case 'string':
      return stringTest(value, modifier);
    case 'reference':
      return modifier === 'identifier' ? referenceIdentifierTest(value) : referenceTest(value, targets, settings.base);
    case 'date':
      return dateTest(unescaped(value), settings.now);
    case 'quantity':
      return quantityTest(value);
    case 'number':
      return numberTest(unescaped(value));
    case 'uri':
      return uriTest(value, modifier);
    case 'composite':
      return undefined;
  }
}

/** All parts must hold in the same place: the code and the value of one component, not of two. */
function compositeTest(name: string, shape: ParameterShape, values: readonly string[], settings: SearchSettings): ResourceTest {
  const places = extractorOf(shape.paths);
  const parts = (shape.parts ?? []).map(({ type, paths }) => ({ type, extract: extractorOf(paths) }));
  const alternatives = values.map((value) => {
    const pieces = splitEscaped(value, '$');
    if (pieces.length !== parts.length) throw badParameter(name, FORMS.composite);
    return parts.map(({ type, extract }, i): { extract: Extractor; test: (found: Found) => boolean } => ({ extract, test: valueTest(name, type, '', pieces[i] ?? '', undefined, settings) }));
  });
  return (resource) => places(resource).some(({ value: place }) => alternatives.some((each) => each.every(({ extract, test }) => extract(place).some(test))));
}
