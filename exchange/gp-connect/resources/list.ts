import type { List, ListEntry } from '@medplum/fhirtypes';
import { annotation, codeableConcept, identifier, reference } from '../reading/datatypes.ts';
import { boolean, dateTime, sameCode, string } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * List (an area of the record; a consultation's structure: consultation, topic, category), STU3 -> R4: the same.
 * - extensions ListWarningCode, ClinicalSetting, RelatedProblemHeader -> UK Core's
 * - contained AllergyIntolerances (GP Connect's ended allergies) are resources of their own, and entries lead to them
 */
export function list(r: Reader, id: string): Stored<List> {
  return r.finish<Stored<List>>({
    resourceType: 'List',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    status: r.required('status', sameCode('current', 'retired', 'entered-in-error')),
    mode: r.one('mode', sameCode('working', 'snapshot', 'changes')) ?? 'snapshot',
    title: r.one('title', string),
    code: r.one('code', codeableConcept),
    subject: r.one('subject', reference),
    encounter: r.one('encounter', reference),
    date: r.one('date', dateTime),
    source: r.one('source', reference),
    orderedBy: r.one('orderedBy', codeableConcept),
    note: r.many('note', annotation),
    entry: r.many('entry', entry),
    emptyReason: r.one('emptyReason', codeableConcept),
  });
}

const entry: Parse<ListEntry> = (value, place, world) => {
  const r = new Reader('List.entry', value, place, world);
  return r.finish<ListEntry>({
    flag: r.one('flag', codeableConcept),
    deleted: r.one('deleted', boolean),
    date: r.one('date', dateTime),
    item: r.required('item', reference),
  });
};
