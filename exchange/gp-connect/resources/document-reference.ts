import type {
  DocumentReference, DocumentReferenceContent, DocumentReferenceContext, DocumentReferenceRelatesTo, Reference,
} from '@medplum/fhirtypes';
import { SourceError } from '../../import/contract.ts';
import { attachment, codeableConcept, coding, identifier, listOf, period, reference } from '../reading/datatypes.ts';
import { dateTime, instant, sameCode, string } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * DocumentReference, STU3 -> R4. What is not named keeps its name.
 * - class -> category[0]
 * - indexed -> date
 * - created -> content.attachment.creation, of every content that has none of its own; where all have, an extension
 * - context.encounter -> context.encounter[0]
 * - context.related.ref / identifier -> context.related
 */
export function documentReference(r: Reader, id: string): Stored<DocumentReference> {
  const created = r.one('created', dateTime);
  const content = r.many('content', contentOf);
  if (content === undefined) throw new SourceError(`${r.place}.content`, 'is missing');
  const dated = content.every((each) => each.attachment.creation !== undefined);
  return r.finish<Stored<DocumentReference>>({
    resourceType: 'DocumentReference',
    ...header(r, id),
    extension: created !== undefined && dated ? [{ url: CREATED, valueDateTime: created }] : undefined,
    masterIdentifier: r.one('masterIdentifier', identifier),
    identifier: r.many('identifier', identifier),
    status: r.one('status', sameCode('current', 'superseded', 'entered-in-error')) ?? 'current',
    docStatus: r.one('docStatus', sameCode('preliminary', 'final', 'amended', 'entered-in-error')),
    type: r.one('type', codeableConcept),
    category: r.one('class', listOf(codeableConcept)),
    subject: r.one('subject', reference),
    date: r.one('indexed', instant),
    author: r.many('author', reference),
    authenticator: r.one('authenticator', reference),
    custodian: r.one('custodian', reference),
    relatesTo: r.many('relatesTo', relatesTo),
    description: r.one('description', string),
    securityLabel: r.many('securityLabel', codeableConcept),
    content: created === undefined ? content : content.map((each) => ({ ...each, attachment: { creation: created, ...each.attachment } })),
    context: r.one('context', context),
  });
}

const CREATED = 'http://hl7.org/fhir/3.0/StructureDefinition/extension-DocumentReference.created';

const contentOf: Parse<DocumentReferenceContent> = (value, place, world) => {
  const r = new Reader('DocumentReference.content', value, place, world);
  return r.finish<DocumentReferenceContent>({
    attachment: r.required('attachment', attachment),
    format: r.one('format', coding),
  });
};

const relatesTo: Parse<DocumentReferenceRelatesTo> = (value, place, world) => {
  const r = new Reader('DocumentReference.relatesTo', value, place, world);
  return r.finish<DocumentReferenceRelatesTo>({
    code: r.required('code', sameCode('replaces', 'transforms', 'signs', 'appends')),
    target: r.required('target', reference),
  });
};

const context: Parse<DocumentReferenceContext> = (value, place, world) => {
  const r = new Reader('DocumentReference.context', value, place, world);
  return r.finish<DocumentReferenceContext>({
    encounter: r.one('encounter', listOf(reference)),
    event: r.many('event', codeableConcept),
    period: r.one('period', period),
    facilityType: r.one('facilityType', codeableConcept),
    practiceSetting: r.one('practiceSetting', codeableConcept),
    sourcePatientInfo: r.one('sourcePatientInfo', reference),
    related: r.many('related', related),
  });
};

const related: Parse<Reference<never>> = (value, place, world) => {
  const r = new Reader('DocumentReference.context.related', value, place, world);
  const ref = r.one('ref', reference) ?? {};
  const given = r.one('identifier', identifier);
  return r.finish<Reference<never>>({ ...ref, identifier: given ?? ref.identifier });
};
