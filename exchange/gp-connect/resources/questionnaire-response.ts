import type { QuestionnaireResponse, QuestionnaireResponseItem, QuestionnaireResponseItemAnswer } from '@medplum/fhirtypes';
import { attachment, coding, identifier, quantity, reference } from '../reading/datatypes.ts';
import { boolean, date, dateTime, decimal, integer, sameCode, string, time } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * QuestionnaireResponse, STU3 -> R4. What is not named keeps its name.
 * - parent -> partOf
 * - context -> encounter
 * - item.linkId, which some systems leave out -> the item's position
 * - questionnaire (a reference, in R4 a canonical url) and item.subject stay as extensions
 */
export function questionnaireResponse(r: Reader, id: string): Stored<QuestionnaireResponse> {
  return r.finish<Stored<QuestionnaireResponse>>({
    resourceType: 'QuestionnaireResponse',
    ...header(r, id),
    identifier: r.one('identifier', identifier),
    basedOn: r.many('basedOn', reference),
    partOf: r.many('parent', reference),
    status: r.one('status', sameCode('in-progress', 'completed', 'amended', 'entered-in-error', 'stopped')) ?? 'completed',
    subject: r.one('subject', reference),
    encounter: r.one('context', reference),
    authored: r.one('authored', dateTime),
    author: r.one('author', reference),
    source: r.one('source', reference),
    item: r.many('item', item),
  });
}

const item: Parse<QuestionnaireResponseItem> = (value, place, world) => {
  const r = new Reader('QuestionnaireResponse.item', value, place, world);
  return r.finish<QuestionnaireResponseItem>({
    linkId: r.one('linkId', string) ?? position(place),
    definition: r.one('definition', string),
    text: r.one('text', string),
    answer: r.many('answer', answer),
    item: r.many('item', item),
  });
};

/** `1.2` for the second item within the first. */
function position(place: string): string {
  return [...place.matchAll(/\.item\[(\d+)\]/g)].map((match) => Number(match[1]) + 1).join('.');
}

const answer: Parse<QuestionnaireResponseItemAnswer> = (value, place, world) => {
  const r = new Reader('QuestionnaireResponse.item.answer', value, place, world);
  return r.finish<QuestionnaireResponseItemAnswer>({
    valueBoolean: r.one('valueBoolean', boolean),
    valueDecimal: r.one('valueDecimal', decimal),
    valueInteger: r.one('valueInteger', integer),
    valueDate: r.one('valueDate', date),
    valueDateTime: r.one('valueDateTime', dateTime),
    valueTime: r.one('valueTime', time),
    valueString: r.one('valueString', string),
    valueUri: r.one('valueUri', string),
    valueAttachment: r.one('valueAttachment', attachment),
    valueCoding: r.one('valueCoding', coding),
    valueQuantity: r.one('valueQuantity', quantity),
    valueReference: r.one('valueReference', reference),
    item: r.many('item', item),
  });
};
