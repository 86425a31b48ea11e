import type { Specimen, SpecimenCollection, SpecimenContainer, SpecimenProcessing } from '@medplum/fhirtypes';
import { annotation, codeableConcept, identifier, period, quantity, reference } from '../reading/datatypes.ts';
import { dateTime, sameCode, string } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * Specimen, STU3 -> R4. What is not named keeps its name.
 * - extension FastingStatus on collection -> collection.fastingStatusCodeableConcept
 */
export function specimen(r: Reader, id: string): Stored<Specimen> {
  return r.finish<Stored<Specimen>>({
    resourceType: 'Specimen',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    accessionIdentifier: r.one('accessionIdentifier', identifier),
    status: r.one('status', sameCode('available', 'unavailable', 'unsatisfactory', 'entered-in-error')),
    type: r.one('type', codeableConcept),
    subject: r.one('subject', reference),
    receivedTime: r.one('receivedTime', dateTime),
    parent: r.many('parent', reference),
    request: r.many('request', reference),
    collection: r.one('collection', collection),
    processing: r.many('processing', processing),
    container: r.many('container', container),
    note: r.many('note', annotation),
  });
}

const FASTING = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-FastingStatus-1';

const collection: Parse<SpecimenCollection> = (value, place, world) => {
  const r = new Reader('Specimen.collection', value, place, world);
  return r.finish<SpecimenCollection>({
    collector: r.one('collector', reference),
    collectedDateTime: r.one('collectedDateTime', dateTime),
    collectedPeriod: r.one('collectedPeriod', period),
    quantity: r.one('quantity', quantity),
    method: r.one('method', codeableConcept),
    bodySite: r.one('bodySite', codeableConcept),
    fastingStatusCodeableConcept: r.pluck(FASTING, 'valueCodeableConcept'),
  });
};

const processing: Parse<SpecimenProcessing> = (value, place, world) => {
  const r = new Reader('Specimen.processing', value, place, world);
  return r.finish<SpecimenProcessing>({
    description: r.one('description', string),
    procedure: r.one('procedure', codeableConcept),
    additive: r.many('additive', reference),
    timeDateTime: r.one('timeDateTime', dateTime),
    timePeriod: r.one('timePeriod', period),
  });
};

const container: Parse<SpecimenContainer> = (value, place, world) => {
  const r = new Reader('Specimen.container', value, place, world);
  return r.finish<SpecimenContainer>({
    identifier: r.many('identifier', identifier),
    description: r.one('description', string),
    type: r.one('type', codeableConcept),
    capacity: r.one('capacity', quantity),
    specimenQuantity: r.one('specimenQuantity', quantity),
    additiveCodeableConcept: r.one('additiveCodeableConcept', codeableConcept),
    additiveReference: r.one('additiveReference', reference),
  });
};
