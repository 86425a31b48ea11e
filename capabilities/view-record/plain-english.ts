import { ABBREVIATIONS, EVERYDAY_WORDS } from './plain-terms.ts';

/** A coded term in words a patient can read. `recorded` is the surgery's own wording, where it is different. */
export interface PlainTerm {
  text: string;
  recorded?: string;
}

/** Prefixes that say who looked or how the code was filed, and nothing that a patient needs. */
const BOOKKEEPING_PREFIX = /^(?:\[(?:v|x|d|m|so|q|ec)\]\s*|(?:o\/e|c\/o)\s*[-:]\s*)/i;
/** Suffixes of old code lists: "not otherwise specified", "not elsewhere classified", "(& other names)". */
const BOOKKEEPING_SUFFIX = /(?:[,\s]+(?:nos|nec)|\s*\((?:&|and\b)[^)]*\))\s*$/i;

/** Prefixes that carry meaning are written out, never dropped: a past illness must not read as a present one. */
const MEANINGFUL_PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^h\/o\s*[:-]?\s*/i, 'History of '],
  [/^fh\s*[:-]\s*/i, 'Family history: '],
  [/^adverse reaction to\s+/i, 'Bad reaction to '],
  [/^no\s+fh\s*[:-]\s*/i, 'No family history: '],
];

/**
 * Turns a recorded term into plain English: filing marks dropped, abbreviations written out, the everyday word put
 * first where there is one. Never changes what is said; the recorded wording comes back beside it.
 */
export function plainTerm(recorded: string): PlainTerm {
  const original = recorded.trim().replace(/\s+/g, ' ');
  const text = upperFirst(everyday(expand(stripped(original))));
  return text === '' || text === original ? { text: original } : { text, recorded: original };
}

function stripped(term: string): string {
  let rest = term;
  for (;;) {
    const next = rest.replace(BOOKKEEPING_PREFIX, '').replace(BOOKKEEPING_SUFFIX, '').trim();
    if (next === rest || next === '') return rest;
    rest = next;
  }
}

function expand(term: string): string {
  for (const [prefix, words] of MEANINGFUL_PREFIXES) {
    if (prefix.test(term)) return words + everyday(lowerFirst(term.replace(prefix, '')));
  }
  return term.replace(/\b[A-Z][A-Z&]{1,4}\b/g, (word) => {
    const words = ABBREVIATIONS[word];
    const alreadySaid = words !== undefined && term.toLowerCase().includes(words.replace(/ \(.*\)$/, '').toLowerCase());
    return words === undefined || alreadySaid ? word : words;
  });
}

function everyday(term: string): string {
  const word = EVERYDAY_WORDS[term.toLowerCase()];
  return word === undefined ? term : `${word} (${lowerFirst(term)})`;
}

/** A capital at the start, but not on a name with capitals of its own ("dsDNA"). */
function upperFirst(text: string): string {
  return /^[a-z]+[A-Z]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Lower case for a word that begins a term, but not for a name or an abbreviation ("TSH", "COVID-19", "HbA1c"). */
export function lowerFirst(text: string): string {
  return /^[A-Z][a-z]+(?:[\s,-]|$)/.test(text) && !PROPER_NAME.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

const PROPER_NAME = /^(?:Alzheimer|Parkinson|Angelman|Crohn|Bell|Down|Hodgkin|Graves|Addison|Cushing|Raynaud|Roman|White|Black|British|Irish|English|Scottish|Welsh|Gaelic|German|Doppler|Gram|Helicobacter)/;
