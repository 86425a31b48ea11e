import type { Extension } from '@medplum/fhirtypes';
import { extensionUrl, UK_CORE_EXTENSION } from '../extension-urls.ts';
import {
  address, annotation, attachment, codeableConcept, coding, contactPoint, humanName, identifier, period, quantity,
  range, ratio, reference, sampledData,
} from './datatypes.ts';
import { timing } from './dosage.ts';
import { boolean, date, dateTime, decimal, instant, integer, string, time } from './primitives.ts';
import { isObject, Reader } from './reader.ts';
import type { Parse, World } from './reader.ts';

/**
 * Extensions, STU3 -> R4: urls by `extensionUrl`, values by their type. Two differ in shape:
 * - ListWarningCode: valueCode -> valueCodeableConcept, as UK Core has it.
 * - MedicationRepeatInformation: UK Core lacks numberOfRepeatPrescriptionsAllowed, which stays within it under its
 *   own name. It counts all issues authorised, so it is not R4's numberOfRepeatsAllowed, which leaves out the first.
 */
export const extension: Parse<Extension> = (value, place, world) => {
  const r = new Reader('Extension', value, place, world);
  const url = extensionUrl(r.required('url', string));
  if (url === LIST_WARNING && r.has('valueCode')) {
    const coding = { system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-ListWarningCode', code: r.required('valueCode', string) };
    return r.finish<Extension>({ url, valueCodeableConcept: { coding: [coding] } });
  }
  const values: Record<string, unknown> = {};
  for (const name of r.names()) {
    const parse = VALUES.get(name);
    if (parse !== undefined) values[name] = r.one(name, parse);
  }
  return r.finish<Extension>({ url, ...values });
};

const LIST_WARNING = `${UK_CORE_EXTENSION}ListWarningCode`;

const VALUES: ReadonlyMap<string, Parse<unknown>> = new Map<string, Parse<unknown>>([
  ['valueAddress', address],
  ['valueAge', quantity],
  ['valueAnnotation', annotation],
  ['valueAttachment', attachment],
  ['valueBase64Binary', string],
  ['valueBoolean', boolean],
  ['valueCode', string],
  ['valueCodeableConcept', codeableConcept],
  ['valueCoding', coding],
  ['valueContactPoint', contactPoint],
  ['valueCount', quantity],
  ['valueDate', date],
  ['valueDateTime', dateTime],
  ['valueDecimal', decimal],
  ['valueDistance', quantity],
  ['valueDuration', quantity],
  ['valueHumanName', humanName],
  ['valueId', string],
  ['valueIdentifier', identifier],
  ['valueInstant', instant],
  ['valueInteger', integer],
  ['valueMarkdown', string],
  ['valueOid', string],
  ['valuePeriod', period],
  ['valuePositiveInt', integer],
  ['valueQuantity', quantity],
  ['valueRange', range],
  ['valueRatio', ratio],
  ['valueReference', reference],
  ['valueSampledData', sampledData],
  ['valueString', string],
  ['valueTime', time],
  ['valueTiming', timing],
  ['valueUnsignedInt', integer],
  ['valueUri', string],
]);

/**
 * The extensions that carry a source element which R4 has no place for. The type of an unknown element is guessed
 * from its shape; what has no familiar shape becomes nested extensions named after its members.
 */
export function keep(url: string, value: unknown, place: string, world: World): Extension[] {
  if (value === null || value === '') return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => keep(url, item, `${place}[${i}]`, world));
  if (typeof value === 'string') return [{ url, valueString: value }];
  if (typeof value === 'boolean') return [{ url, valueBoolean: value }];
  if (typeof value === 'number') return [Number.isSafeInteger(value) ? { url, valueInteger: value } : { url, valueDecimal: value }];
  if (!isObject(value)) return [];
  for (const [members, name, parse] of SHAPES) {
    if (members.some((member) => Object.hasOwn(value, member))) {
      const read = parse(value, place, world);
      return read === undefined ? [] : [{ url, [name]: read }];
    }
  }
  const r = new Reader('Element', value, place, world);
  const nested = r.names().filter((name) => name !== 'extension' && name !== 'id')
    .flatMap((name) => r.one(name, (member, at) => keep(name, member, at, world)) ?? []);
  const kept = r.finish<Extension>({ url, extension: nested });
  return kept.extension === undefined ? [] : [kept];
}

const SHAPES: readonly (readonly [readonly string[], string, Parse<unknown>])[] = [
  [['reference'], 'valueReference', reference],
  [['coding'], 'valueCodeableConcept', codeableConcept],
  [['start', 'end'], 'valuePeriod', period],
  [['contentType'], 'valueAttachment', attachment],
];
