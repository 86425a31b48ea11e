import type {
  Address, Annotation, Attachment, CodeableConcept, Coding, ContactPoint, HumanName, Identifier, Period, Quantity,
  Range, Ratio, Reference, SampledData,
} from '@medplum/fhirtypes';
import { isValidNhsNumber, NHS_NUMBER_SYSTEM, normaliseNhsNumber } from '../../../platform/fhir/nhs-number.ts';
import { SourceError } from '../../import/contract.ts';
import { codeSystem } from '../code-systems.ts';
import { withDescriptionId } from './description-id.ts';
import { boolean, dateTime, decimal, integer, sameCode, string } from './primitives.ts';
import { Reader } from './reader.ts';
import type { Parse } from './reader.ts';

/**
 * STU3 data types to R4. They are the same, save that code systems have new names, references are retargeted,
 * and an Annotation, a Quantity and so on are checked for shape on the way.
 */

export const coding: Parse<Coding> = (value, place, world) => {
  const r = new Reader('Coding', value, place, world);
  return withDescriptionId(r.finish<Coding>({
    system: r.one('system', systemUri),
    version: r.one('version', string),
    code: r.one('code', string),
    display: r.one('display', string),
    userSelected: r.one('userSelected', boolean),
  }));
};

export const codeableConcept: Parse<CodeableConcept> = (value, place, world) => {
  const r = new Reader('CodeableConcept', value, place, world);
  return r.finish<CodeableConcept>({ coding: r.many('coding', coding), text: r.one('text', string) });
};

/** For elements that repeat in R4 and did not in STU3. */
export function listOf<T>(parse: Parse<T>): Parse<T[]> {
  return (value, place, world) => {
    const only = parse(value, place, world);
    return only === undefined ? undefined : [only];
  };
}

/** What GP Connect sends in place of an NHS number that it withholds. It fails modulus 11, so it is nobody's. */
const PLACEHOLDER = '1234567890';
const DATA_ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

export const identifier: Parse<Identifier> = (value, place, world) => {
  const r = new Reader('Identifier', value, place, world);
  const system = r.one('system', string);
  const text = r.one('value', string);
  const read = r.finish<Identifier>({
    use: r.one('use', sameCode('usual', 'official', 'temp', 'secondary')),
    type: r.one('type', codeableConcept),
    system,
    value: text,
    period: r.one('period', period),
    assigner: r.one('assigner', reference),
  });
  if (system !== NHS_NUMBER_SYSTEM || text === undefined) return read;
  const number = normaliseNhsNumber(text);
  if (number === PLACEHOLDER) return masked(read);
  if (!isValidNhsNumber(number)) throw new SourceError(`${place}.value`, 'is not a valid NHS number');
  return { ...read, value: number };
};

function masked({ value: _placeholder, ...rest }: Identifier): Identifier {
  const absent = { _value: { extension: [{ url: DATA_ABSENT, valueCode: 'masked' }] } };
  return { ...rest, ...absent };
}

/** True for an NHS number identifier whose number the source withheld. */
export function isMasked(read: Identifier): boolean {
  return read.system === NHS_NUMBER_SYSTEM && read.value === undefined && Object.hasOwn(read, '_value');
}

/** `Reference<never>` may stand wherever R4 allows a reference, whatever it may lead to. */
export const reference: Parse<Reference<never>> = (value, place, world) => {
  const r = new Reader('Reference', value, place, world);
  const source = r.one('reference', string);
  const given = { identifier: r.one('identifier', identifier), display: r.one('display', string) };
  const target = source === undefined ? {} : world.target(source, place);
  return r.finish<Reference<never>>({
    reference: target.reference,
    identifier: given.identifier ?? (source !== undefined && target.reference === undefined ? { value: source } : undefined),
    display: given.display ?? target.display,
  });
};

/** The value of an extension as a reference for whatever element it moves to. */
export function asReference(value: Reference | undefined): Reference<never> | undefined {
  if (value === undefined) return undefined;
  const { resource: _neverRead, ...rest } = value;
  return rest;
}

export const quantity: Parse<Quantity> = (value, place, world) => {
  const r = new Reader('Quantity', value, place, world);
  return r.finish<Quantity>({
    value: r.one('value', decimal),
    comparator: r.one('comparator', sameCode('<', '<=', '>=', '>')),
    unit: r.one('unit', string),
    system: r.one('system', string),
    code: r.one('code', string),
  });
};

export const range: Parse<Range> = (value, place, world) => {
  const r = new Reader('Range', value, place, world);
  return r.finish<Range>({ low: r.one('low', quantity), high: r.one('high', quantity) });
};

export const ratio: Parse<Ratio> = (value, place, world) => {
  const r = new Reader('Ratio', value, place, world);
  return r.finish<Ratio>({ numerator: r.one('numerator', quantity), denominator: r.one('denominator', quantity) });
};

export const period: Parse<Period> = (value, place, world) => {
  const r = new Reader('Period', value, place, world);
  return r.finish<Period>({ start: r.one('start', dateTime), end: r.one('end', dateTime) });
};

export const sampledData: Parse<SampledData> = (value, place, world) => {
  const r = new Reader('SampledData', value, place, world);
  return r.finish<SampledData>({
    origin: r.required('origin', quantity),
    period: r.required('period', decimal),
    factor: r.one('factor', decimal),
    lowerLimit: r.one('lowerLimit', decimal),
    upperLimit: r.one('upperLimit', decimal),
    dimensions: r.required('dimensions', integer),
    data: r.one('data', string),
  });
};

export const annotation: Parse<Annotation> = (value, place, world) => {
  const r = new Reader('Annotation', value, place, world);
  const text = r.one('text', string);
  const authorReference = r.one('authorReference', reference);
  const authorString = r.one('authorString', string);
  const at = r.one('time', dateTime);
  // An annotation without text says nothing unless somebody is named or a date is given.
  if (text === undefined && authorReference === undefined && authorString === undefined && at === undefined) return undefined;
  return r.finish<Annotation>({ authorReference, authorString, time: at, text: text ?? '-' });
};

export const attachment: Parse<Attachment> = (value, place, world) => {
  const r = new Reader('Attachment', value, place, world);
  return r.finish<Attachment>({
    contentType: r.one('contentType', string),
    language: r.one('language', string),
    data: r.one('data', string),
    url: r.one('url', string),
    size: r.one('size', integer),
    hash: r.one('hash', string),
    title: r.one('title', string),
    creation: r.one('creation', dateTime),
  });
};

export const humanName: Parse<HumanName> = (value, place, world) => {
  const r = new Reader('HumanName', value, place, world);
  return r.finish<HumanName>({
    use: r.one('use', sameCode('usual', 'official', 'temp', 'nickname', 'anonymous', 'old', 'maiden')),
    text: r.one('text', string),
    family: r.one('family', string),
    given: r.many('given', string),
    prefix: r.many('prefix', string),
    suffix: r.many('suffix', string),
    period: r.one('period', period),
  });
};

export const address: Parse<Address> = (value, place, world) => {
  const r = new Reader('Address', value, place, world);
  return r.finish<Address>({
    use: r.one('use', sameCode('home', 'work', 'temp', 'old', 'billing')),
    type: r.one('type', sameCode('postal', 'physical', 'both')),
    text: r.one('text', string),
    line: r.many('line', string),
    city: r.one('city', string),
    district: r.one('district', string),
    state: r.one('state', string),
    postalCode: r.one('postalCode', string),
    country: r.one('country', string),
    period: r.one('period', period),
  });
};

export const contactPoint: Parse<ContactPoint> = (value, place, world) => {
  const r = new Reader('ContactPoint', value, place, world);
  return r.finish<ContactPoint>({
    system: r.one('system', sameCode('phone', 'fax', 'email', 'pager', 'url', 'sms', 'other')),
    value: r.one('value', string),
    use: r.one('use', sameCode('home', 'work', 'temp', 'old', 'mobile')),
    rank: r.one('rank', integer),
    period: r.one('period', period),
  });
};

function systemUri(value: unknown, place: string, world: Reader['world']): string | undefined {
  const uri = string(value, place, world);
  return uri === undefined ? undefined : codeSystem(uri);
}
