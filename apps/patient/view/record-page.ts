import type { PatientRecord } from '../../../capabilities/view-record/record.ts';
import type { Page } from './document.ts';
import { h, type ReactNode } from './h.ts';

/** What a page of the record is given: the record, and what the address asked for. */
export interface RecordView {
  record: PatientRecord;
  /** The id in the address, '' where it has none. */
  id: string;
  query: { page?: string; search?: string };
}

/** A page of the record: where it is, and how it reads. `undefined` is "not in your record". */
export interface RecordPage {
  path: string;
  render(view: RecordView): Page | undefined;
}

export const HOME = { href: '/my/', text: 'Home' };
export const RECORD = { href: '/my/record', text: 'GP health record' };

/** The heading of a page of the record. The name is said to screen readers by the strip above it. */
export function heading(text: string): ReactNode {
  return h('h1', { className: 'nhsuk-heading-l' }, text);
}

/** Words for an empty list: it may be empty because nothing was recorded, or because nothing is shared yet. */
export function nothing(what: string): ReactNode {
  return h('p', null, `There are no ${what} to show.`);
}

