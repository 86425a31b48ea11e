import { parseDateEntry } from '../../fhir/date-entry.ts';
import { nameWords } from '../rows/name-words.ts';

/** What somebody typed to find a patient, taken apart. */
export interface FindQuery {
  /** Beginnings of words of the name. */
  words: string[];
  /** Readings of a date of birth, each a FHIR date or the beginning of one. */
  birthDates: string[];
  /** Beginning of an NHS number. */
  nhsNumber: string | undefined;
}

const MAX_WORDS = 4;

/**
 * `smi jo 14/8/80`, `943 476 5919`, `14-Aug-1980 O'Neill`: parts in any order. A number with separators is a
 * date where it can be one; six digits or more without are an NHS number unless they read as a date.
 * `today` (YYYY-MM-DD) settles which century a two-digit year means.
 */
export function readFindQuery(text: string, today: string): FindQuery {
  const query: FindQuery = { words: [], birthDates: [], nhsNumber: undefined };
  const spaced = /(?:^|\s)(\d{3})[\s-](\d{3})[\s-](\d{1,4})(?=\s|$)/.exec(text);
  if (spaced !== null) query.nhsNumber = `${spaced[1]}${spaced[2]}${spaced[3]}`;
  const rest = spaced === null ? text : text.replace(spaced[0], ' ');
  const worded = /\b\d{1,2}[\s-]?[a-z]{3,9}[\s-]?\d{2,4}\b/i.exec(rest);
  const readings = worded === null ? [] : parseDateEntry(worded[0], today);
  if (readings.length > 0) query.birthDates = readings;
  const parts = (worded !== null && readings.length > 0 ? rest.replace(worded[0], ' ') : rest).split(/[\s,]+/).filter((part) => part !== '');
  for (const part of parts) readPart(part, query, today);
  query.words = query.words.slice(0, MAX_WORDS);
  return query;
}

function readPart(part: string, query: FindQuery, today: string): void {
  if (!/\d/.test(part)) {
    query.words.push(...nameWords(part));
    return;
  }
  if (/^\d{9,10}$/.test(part)) {
    query.nhsNumber = part;
    return;
  }
  const readings = parseDateEntry(part, today);
  if (readings.length > 0) query.birthDates = readings;
  else if (/^\d{3,8}$/.test(part)) query.nhsNumber = part;
  else query.words.push(...nameWords(part));
}
