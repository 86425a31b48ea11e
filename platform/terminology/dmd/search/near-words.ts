/**
 * Words of the index that are what was typed but for slips: a letter wrong, left out, too many, or two of them swapped.
 * What is typed may be the beginning of a longer word.
 */
import type { DrugIndex } from './drug-index.ts';

/** Fewer letters are too few to tell a slip from another word. */
const SHORTEST = 4;
const SHORTEST_FOR_TWO = 8;

/** How many slips are forgiven in a word. */
export function slipsIn(word: string): number {
  return word.length < SHORTEST || word.length > LONGEST ? 0 : word.length < SHORTEST_FOR_TWO ? 1 : 2;
}

const LONGEST = 48;
// One column of the table of distances for the letter in hand, the one before, and the one before that.
const columns = [new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1)] as const;

/**
 * The fewest slips by which a text becomes the beginning of a word (Damerau-Levenshtein, no letter moved twice), or
 * more than `most`. The word stands in `bytes` from `from` on.
 */
function slipsToBytes(typed: Uint8Array, bytes: Uint8Array, from: number, length: number, most: number): number {
  let [before, above, current] = columns;
  const rows = typed.length;
  for (let at = 0; at <= rows; at++) above[at] = at;
  let best = rows;
  const last = Math.min(length, rows + most);
  for (let column = 1; column <= last; column++) {
    const given = bytes[from + column - 1];
    const previous = bytes[from + column - 2];
    let least = (current[0] = column);
    for (let at = 1; at <= rows; at++) {
      const letter = typed[at - 1];
      let slips = Math.min((above[at] ?? 0) + 1, (current[at - 1] ?? 0) + 1, (above[at - 1] ?? 0) + (letter === given ? 0 : 1));
      if (column > 1 && at > 1 && letter === previous && typed[at - 2] === given) slips = Math.min(slips, (before[at - 2] ?? 0) + 1);
      current[at] = slips;
      if (slips < least) least = slips;
    }
    best = Math.min(best, current[rows] ?? best);
    if (least > most) break;
    [before, above, current] = [above, current, before];
  }
  return best;
}

/** The fewest slips by which a text becomes the beginning of a word, where there are not too many. */
export function slipsTo(typed: string, word: string, most: number): number {
  return slipsToBytes(Buffer.from(typed, 'latin1'), Buffer.from(word, 'latin1'), 0, word.length, most);
}

const bit = (code: number): number => (code >= 97 && code <= 122 ? 1 << (code - 97) : 1 << 26);

/** Which letters a text holds, one bit each. */
function lettersOf(bytes: Uint8Array, from: number, to: number): number {
  let letters = 0;
  for (let at = from; at < to; at++) letters |= bit(bytes[at] ?? 0);
  return letters;
}

function bitsIn(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}

const lettersOfWords = new WeakMap<DrugIndex, Uint32Array>();

function wordLetters(index: DrugIndex): Uint32Array {
  let letters = lettersOfWords.get(index);
  if (letters === undefined) {
    letters = new Uint32Array(index.wordCount);
    for (let place = 0; place < letters.length; place++) letters[place] = lettersOf(index.words, index.wordStarts[place] ?? 0, index.wordStarts[place + 1] ?? 0);
    lettersOfWords.set(index, letters);
  }
  return letters;
}

/** The places of the words that are so many slips away at the most. */
export function nearWords(index: DrugIndex, typed: string, most: number): number[] {
  const bytes = Buffer.from(typed, 'latin1');
  const wanted = lettersOf(bytes, 0, bytes.length);
  const [firstWord] = index.beginningWith('a');
  const letters = wordLetters(index);
  const { words, wordStarts, wordCount } = index;
  const near: number[] = [];
  for (let place = firstWord; place < wordCount; place++) {
    if (bitsIn(wanted & ~(letters[place] ?? 0)) > most) continue;
    const from = wordStarts[place] ?? 0;
    const length = (wordStarts[place + 1] ?? 0) - from;
    if (length + most >= bytes.length && slipsToBytes(bytes, words, from, length, most) <= most) near.push(place);
  }
  return near;
}
