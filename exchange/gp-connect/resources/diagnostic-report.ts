import type { DiagnosticReport, DiagnosticReportMedia, Reference } from '@medplum/fhirtypes';
import { attachment, codeableConcept, identifier, listOf, period, reference } from '../reading/datatypes.ts';
import { dateTime, instant, sameCode, string } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * DiagnosticReport (a test report: its results are test groups), STU3 -> R4. What is not named keeps its name.
 * - category -> category[0]
 * - context -> encounter
 * - performer.actor -> performer; performer.role stays on it as an extension
 * - image -> media
 * - codedDiagnosis -> conclusionCode
 */
export function diagnosticReport(r: Reader, id: string): Stored<DiagnosticReport> {
  return r.finish<Stored<DiagnosticReport>>({
    resourceType: 'DiagnosticReport',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    basedOn: r.many('basedOn', reference),
    status: r.one('status', status) ?? 'unknown',
    category: r.one('category', listOf(codeableConcept)),
    code: r.required('code', codeableConcept),
    subject: r.one('subject', reference),
    encounter: r.one('context', reference),
    effectiveDateTime: r.one('effectiveDateTime', dateTime),
    effectivePeriod: r.one('effectivePeriod', period),
    issued: r.one('issued', instant),
    performer: r.many('performer', performer),
    specimen: r.many('specimen', reference),
    result: r.many('result', reference),
    imagingStudy: r.many('imagingStudy', reference),
    media: r.many('image', media),
    conclusion: r.one('conclusion', string),
    conclusionCode: r.many('codedDiagnosis', codeableConcept),
    presentedForm: r.many('presentedForm', attachment),
  });
}

const status = sameCode(
  'registered', 'partial', 'preliminary', 'final', 'amended', 'corrected', 'appended', 'cancelled', 'entered-in-error',
  'unknown',
);

const performer: Parse<Reference<never>> = (value, place, world) => {
  const r = new Reader('DiagnosticReport.performer', value, place, world);
  return r.finish<Reference<never>>(r.required('actor', reference));
};

const media: Parse<DiagnosticReportMedia> = (value, place, world) => {
  const r = new Reader('DiagnosticReport.image', value, place, world);
  return r.finish<DiagnosticReportMedia>({ comment: r.one('comment', string), link: r.required('link', reference) });
};
