import { newestFirst } from './by-date.ts';
import { entryOf } from './entry.ts';
import type { Entry } from './entry.ts';
import { perRecord } from './per-record.ts';

export interface DocumentItem {
  entry: Entry;
  format: string;
  size: string;
  /** Where its content is, when this system holds it. */
  url?: string;
  /** Why there is nothing to open. */
  unavailable?: string;
}

/** The documents of a record, newest first. */
export const documentsOf = perRecord((record): DocumentItem[] => {
  const items = record.ofType('DocumentReference').map((document): DocumentItem => {
    const attachment = document.content[0]?.attachment;
    const held = attachment?.url !== undefined && attachment.url.startsWith('Binary/');
    return {
      entry: entryOf(record, document),
      format: attachment?.contentType ?? 'Format not recorded',
      size: sizeText(attachment?.size),
      ...(held && attachment?.url !== undefined ? { url: attachment.url } : { unavailable: attachment?.title ?? 'The file is held by the system that sent this record' }),
    };
  });
  return newestFirst(items, (item) => item.entry.date);
});

function sizeText(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
