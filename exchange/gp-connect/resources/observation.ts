import type { Annotation, Extension, Observation, ObservationComponent, ObservationReferenceRange, Reference } from '@medplum/fhirtypes';
import { codeableConcept, identifier, listOf, period, quantity, range, ratio, reference, sampledData } from '../reading/datatypes.ts';
import { timing } from '../reading/dosage.ts';
import { boolean, dateTime, instant, sameCode, string, time } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';
import { withVitalSign } from './vital-signs.ts';

/**
 * Observation (uncategorised data, test group header, test result, filing comment), STU3 -> R4.
 * What is not named keeps its name.
 * - context -> encounter
 * - comment -> note[0]
 * - interpretation -> interpretation[0], in components as well
 * - related: has-member -> hasMember, derived-from -> derivedFrom; other kinds stay as extensions
 * - valueAttachment stays as an extension
 * - vital signs get the codes that R4's profiles demand: see `withVitalSign`
 */
export function observation(r: Reader, id: string): Stored<Observation> {
  const links = r.many('related', related) ?? [];
  return withVitalSign(r.finish<Stored<Observation>>({
    resourceType: 'Observation',
    ...header(r, id),
    extension: links.flatMap((link) => link.extension ?? []),
    identifier: r.many('identifier', identifier),
    basedOn: r.many('basedOn', reference),
    status: r.one('status', status) ?? 'unknown',
    category: r.many('category', codeableConcept),
    code: r.required('code', codeableConcept),
    subject: r.one('subject', reference),
    encounter: r.one('context', reference),
    effectiveDateTime: r.one('effectiveDateTime', dateTime),
    effectivePeriod: r.one('effectivePeriod', period),
    effectiveTiming: r.one('effectiveTiming', timing),
    issued: r.one('issued', instant),
    performer: r.many('performer', reference),
    ...value(r),
    interpretation: r.one('interpretation', listOf(codeableConcept)),
    note: r.one('comment', comment),
    bodySite: r.one('bodySite', codeableConcept),
    method: r.one('method', codeableConcept),
    specimen: r.one('specimen', reference),
    device: r.one('device', reference),
    referenceRange: r.many('referenceRange', referenceRange),
    hasMember: targets(links, 'has-member'),
    derivedFrom: targets(links, 'derived-from'),
    component: r.many('component', component),
  }));
}

const status = sameCode(
  'registered', 'preliminary', 'final', 'amended', 'corrected', 'cancelled', 'entered-in-error', 'unknown',
);

function value(r: Reader) {
  return {
    valueQuantity: r.one('valueQuantity', quantity),
    valueCodeableConcept: r.one('valueCodeableConcept', codeableConcept),
    valueString: r.one('valueString', string),
    valueBoolean: r.one('valueBoolean', boolean),
    valueRange: r.one('valueRange', range),
    valueRatio: r.one('valueRatio', ratio),
    valueSampledData: r.one('valueSampledData', sampledData),
    valueTime: r.one('valueTime', time),
    valueDateTime: r.one('valueDateTime', dateTime),
    valuePeriod: r.one('valuePeriod', period),
    dataAbsentReason: r.one('dataAbsentReason', codeableConcept),
  };
}

const comment: Parse<Annotation[]> = (text, place, world) => {
  const read = string(text, place, world);
  return read === undefined ? undefined : [{ text: read }];
};

interface Link {
  id?: string;
  type?: string;
  target?: Reference<never>;
  extension?: Extension[];
}

const related: Parse<Link> = (source, place, world) => {
  const r = new Reader('Observation.related', source, place, world);
  const type = r.one('type', string);
  if (type !== 'has-member' && type !== 'derived-from') return { extension: world.keep(RELATED, source, place) };
  return r.finish<Link>({ type, target: r.required('target', reference) });
};

const RELATED = 'http://hl7.org/fhir/3.0/StructureDefinition/extension-Observation.related';

function targets(links: readonly Link[], type: string): Reference<never>[] | undefined {
  const found = links.flatMap((link) => (link.type === type && link.target ? [link.target] : []));
  return found.length === 0 ? undefined : found;
}

const referenceRange: Parse<ObservationReferenceRange> = (source, place, world) => {
  const r = new Reader('Observation.referenceRange', source, place, world);
  return r.finish<ObservationReferenceRange>({
    low: r.one('low', quantity),
    high: r.one('high', quantity),
    type: r.one('type', codeableConcept),
    appliesTo: r.many('appliesTo', codeableConcept),
    age: r.one('age', range),
    text: r.one('text', string),
  });
};

const component: Parse<ObservationComponent> = (source, place, world) => {
  const r = new Reader('Observation.component', source, place, world);
  return r.finish<ObservationComponent>({
    code: r.required('code', codeableConcept),
    ...value(r),
    interpretation: r.one('interpretation', listOf(codeableConcept)),
    referenceRange: r.many('referenceRange', referenceRange),
  });
};
