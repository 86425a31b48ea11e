/** The least score that counts: one slip in a short word, two in a long one. */
const LEAST = 0.6;

/**
 * How near what was typed is to a person's names, 0 to 1: each word typed against the nearest word, or beginning
 * of a word, of the names. 0 when some word is near none of them.
 */
export function slipScore(typed: readonly string[], names: readonly string[]): number {
  let sum = 0;
  for (const word of typed) {
    const best = Math.max(0, ...names.map((name) => nearness(word, name)));
    if (best === 0) return 0;
    sum += best;
  }
  return typed.length === 0 ? 0 : sum / typed.length;
}

/** How near one word typed is to one name: 1 as typed so far, less with each slip, 0 when it is another word. */
export function nearness(word: string, name: string): number {
  if (name.startsWith(word)) return 1;
  // Somebody still typing has typed the beginning of the name.
  const begun = name.length > word.length ? Math.min(slips(word, name.slice(0, word.length)), slips(word, name.slice(0, word.length + 1))) : Infinity;
  const score = 1 - Math.min(slips(word, name), begun) / Math.max(word.length, 3);
  return score < LEAST ? 0 : score;
}

/** Letters changed, left out, put in, or swapped with the next (optimal string alignment). */
function slips(a: string, b: string): number {
  let twoBack: number[] = [];
  let back = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((back[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (back[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (twoBack[j - 2] ?? 0) + 1);
      row.push(least);
    }
    twoBack = back;
    back = row;
  }
  return back[b.length] ?? 0;
}
