import type { Resource } from '@medplum/fhirtypes';
import { fhirInterval } from '../../../../../platform/fhir/dates.ts';
import { formatStaff } from '../../../../../platform/fhir/format.ts';
import type { Entry } from './entry.ts';
import type { JournalGroup, JournalItem } from './journal.ts';

export interface JournalFilter {
  /** Words that must all stand somewhere in the entry: its terms, codes, values, text, author or date. */
  words: string;
  types: ReadonlySet<string>;
  author: string;
  /** FHIR dates, '' for none. */
  from: string;
  to: string;
}

export const NO_FILTER: JournalFilter = { words: '', types: new Set(), author: '', from: '', to: '' };

export function isFiltering(filter: JournalFilter): boolean {
  return filter.words.trim() !== '' || filter.types.size > 0 || filter.author !== '' || filter.from !== '' || filter.to !== '';
}

/** The part of a journal that a filter leaves; a consultation stays as the header of what is left of it. */
export function filterJournal(journal: readonly JournalGroup[], filter: JournalFilter): readonly JournalGroup[] {
  if (!isFiltering(filter)) return journal;
  const matches = matcher(filter);
  const groups: JournalGroup[] = [];
  for (const group of journal) {
    const wanted = keepHeadings(group.items, matches);
    if (wanted.length > 0 || (group.consultation && matches(group.consultation))) groups.push({ ...group, items: wanted });
  }
  return groups;
}

/** Keeps matching items, each still saying the heading it stands under. */
function keepHeadings(items: readonly JournalItem[], matches: (entry: Entry) => boolean): JournalItem[] {
  return items.filter((item) => matches(item.entry));
}

function matcher(filter: JournalFilter): (entry: Entry) => boolean {
  const words = filter.words.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const from = filter.from === '' ? -Infinity : fhirInterval(filter.from)?.low ?? -Infinity;
  const to = filter.to === '' ? Infinity : fhirInterval(filter.to)?.high ?? Infinity;
  const dated = from !== -Infinity || to !== Infinity;
  return (entry) => {
    if (filter.types.size > 0 && !filter.types.has(entry.type)) return false;
    if (filter.author !== '' && entry.author !== filter.author) return false;
    if (dated && !isBetween(entry.date, from, to)) return false;
    if (words.length === 0) return true;
    const text = searchText(entry);
    return words.every((word) => text.includes(word));
  };
}

/** A date of low precision counts when any part of it lies between. */
function isBetween(date: string | undefined, from: number, to: number): boolean {
  const interval = date === undefined ? undefined : fhirInterval(date);
  return interval !== undefined && interval.high > from && interval.low < to;
}

const texts = new WeakMap<Resource, string>();

/** All that can be searched in an entry, in lower case; made when first needed. */
export function searchText(entry: Entry): string {
  let text = texts.get(entry.resource);
  if (text === undefined) {
    const words = [entry.term, entry.value, entry.author, entry.source, entry.type, entry.date && formatStaff(entry.date)].filter((word) => word !== undefined);
    collect(entry.resource, words);
    text = words.join(' ').toLowerCase();
    texts.set(entry.resource, text);
  }
  return text;
}

/** Elements that are machinery: finding an entry by them would only confuse. */
const MACHINERY = new Set(['reference', 'system', 'url', 'id', 'meta', 'resourceType', 'div', 'fullUrl']);

function collect(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value);
  else if (typeof value === 'number') into.push(String(value));
  else if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) if (!MACHINERY.has(name)) collect(inner, into);
  }
}
