import type { DocumentReference } from '@medplum/fhirtypes';
import { recordedText } from './concept.ts';
import { newestFirst } from './newest-first.ts';
import type { PatientRecord } from './record.ts';
import { plainDate } from './when.ts';
import { nameOf } from './who.ts';

export interface PatientDocument {
  id: string;
  title: string;
  description: string | undefined;
  date: string | undefined;
  by: string | undefined;
  format: string | undefined;
}

const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/pdf/, 'PDF'], [/rich|rtf/, 'text document'], [/word|officedocument/, 'Word document'], [/^image\//, 'picture'], [/^text\//, 'text document'],
];

/** Letters and other documents, newest first. Entries made in error or replaced are left out. */
export function readDocuments(record: PatientRecord): PatientDocument[] {
  return newestFirst(record.all('DocumentReference'))
    .filter(({ status }) => status === 'current')
    .map((document) => {
      const title = documentTitle(document);
      const type = document.content[0]?.attachment.contentType ?? '';
      return {
        id: document.id ?? '',
        title,
        description: document.description !== undefined && withoutDate(document.description) !== title ? document.description : undefined,
        date: plainDate(document.context?.period?.start ?? document.date),
        by: nameOf(record, document.author?.[0]),
        format: FORMATS.find(([pattern]) => pattern.test(type))?.[1],
      };
    });
}

/** What kind of document it is. */
export function documentTitle({ type, content }: DocumentReference): string {
  return withoutDate(recordedText(type) ?? content[0]?.attachment.title ?? 'Document');
}

/** Some systems write the date into the title, where it says again what the date line says. */
function withoutDate(title: string): string {
  return title.replace(/\s*\(\d{2}-[A-Z][a-z]{2}-\d{4}\)$/, '');
}
