import type { Lexicon } from './lexicon.ts';

const LONGEST_WORD = 40;
const MOST_RANGES = 48;
/** Words of the lexicon looked at for one word typed. */
const MOST_LOOKED_AT = 20_000;

/** How many slips are forgiven in a word of so many letters. */
function slipsIn(length: number): number {
  return length >= 8 ? 2 : length >= 4 ? 1 : 0;
}

const rows = Array.from({ length: LONGEST_WORD + 4 }, () => new Uint8Array(LONGEST_WORD + 4));

/**
 * Runs of words that begin with what was typed but for a slip or two: a letter too many, too few, wrong, or swapped with
 * the next (Damerau-Levenshtein). The first letter has to be right, and the last, or what is still being typed would
 * match its own beginning; a whole word may differ in its last letter too. from, to, from, to …
 */
export function rangesNear(lexicon: Lexicon, typed: string): number[] {
  const wanted = Buffer.from(typed);
  const length = wanted.length;
  const most = slipsIn(length);
  if (most === 0 || length > LONGEST_WORD) return [];
  const { at, bytes } = lexicon;
  const end = lexicon.bound(wanted, 1, true, 0);
  const found: { from: number; to: number; slips: number }[] = [];
  const top = rows[0];
  if (top !== undefined) for (let j = 0; j <= length; j++) top[j] = j;
  const word = Buffer.alloc(LONGEST_WORD + 4);
  let known = 0;
  for (let i = lexicon.bound(wanted, 1, false, 0), looked = 0; i < end && looked < MOST_LOOKED_AT; looked++) {
    const from = at[i] ?? 0;
    const own = Math.min((at[i + 1] ?? 0) - from, length + most);
    let depth = 0;
    while (depth < known && depth < own && word[depth] === bytes[from + depth]) depth++;
    let next = i + 1;
    for (let outcome = 0; depth < own && outcome === 0;) {
      word[depth] = bytes[from + depth] ?? 0;
      depth++;
      outcome = stepRow(word, depth, wanted, most);
      if (outcome === ENDED || outcome === MATCHED) next = lexicon.bound(word, depth, true, i + 1);
      if (outcome === MATCHED) found.push({ from: i, to: next, slips: rows[depth]?.[length] ?? 0 });
    }
    known = depth;
    if (next === i + 1 && depth === own && own >= length - most && own === (at[i + 1] ?? 0) - from && (rows[depth]?.[length] ?? most + 1) <= most && found.at(-1)?.from !== i) found.push({ from: i, to: i + 1, slips: most });
    i = next;
  }
  if (found.length > MOST_RANGES) found.sort((a, b) => a.slips - b.slips || b.to - b.from - (a.to - a.from) || a.from - b.from).length = MOST_RANGES;
  return found.sort((a, b) => a.from - b.from).flatMap(({ from, to }) => [from, to]);
}

const ENDED = 1;
const MATCHED = 2;

/** Works out how far the first `depth` letters of a word are from each beginning of what was typed. */
function stepRow(word: Uint8Array, depth: number, wanted: Uint8Array, most: number): 0 | typeof ENDED | typeof MATCHED {
  const [row, above, twoAbove] = [rows[depth], rows[depth - 1], rows[depth - 2]];
  if (row === undefined || above === undefined) return ENDED;
  const length = wanted.length;
  const letter = word[depth - 1] ?? 0;
  // Further off the diagonal it takes more slips than are forgiven.
  const from = Math.max(1, depth - most);
  const to = Math.min(length, depth + most);
  row[from - 1] = from === 1 ? depth : most + 1;
  if (to < length) row[to + 1] = most + 1;
  let least = row[from - 1] ?? 0;
  for (let j = from; j <= to; j++) {
    const typed = wanted[j - 1] ?? 0;
    let slips = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (typed === letter ? 0 : 1));
    if (twoAbove !== undefined && j > 1 && typed === word[depth - 2] && wanted[j - 2] === letter) slips = Math.min(slips, (twoAbove[j - 2] ?? 0) + 1);
    row[j] = slips;
    if (slips < least) least = slips;
  }
  const last = wanted[length - 1];
  const endsAlike = letter === last || (letter === wanted[length - 2] && word[depth - 2] === last);
  if (to === length && (row[length] ?? 0) <= most && endsAlike) return MATCHED;
  return least > most ? ENDED : 0;
}
