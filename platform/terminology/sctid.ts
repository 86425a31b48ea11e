/**
 * SNOMED CT identifiers. At the edges a code is its decimal text; in columns of millions it is two halves of nine
 * digits, `hi` and `lo`, which need no BigInt and sort as the number does.
 * SNOMED CT Release File Specifications, 6 "SCTID": 6 to 18 digits, the last a Verhoeff check digit, the two before it
 * the partition, which says what is identified.
 */
const MULTIPLY = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6], [3, 4, 0, 1, 2, 8, 9, 5, 6, 7], [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1], [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3], [8, 7, 6, 5, 9, 3, 2, 1, 0, 4], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
].map((row) => Uint8Array.from(row));
const PERMUTE = (() => {
  const first = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  const rows = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]];
  for (let i = 1; i < 8; i++) rows.push(rows[i - 1]?.map((_, digit) => rows[i - 1]?.[first[digit] ?? 0] ?? 0) ?? []);
  return rows.map((row) => Uint8Array.from(row));
})();
/** What the check becomes with one more digit: place in its cycle of eight, check so far, digit. */
const STEP = Uint8Array.from({ length: 800 }, (_, i) => MULTIPLY[Math.floor(i / 10) % 10]?.[PERMUTE[Math.floor(i / 100)]?.[i % 10] ?? 0] ?? 0);
const INVERSE = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];

/** What an identifier stands for. */
export type Partition = 'concept' | 'description' | 'relationship';
const PARTITIONS: Record<string, Partition> = { '00': 'concept', '10': 'concept', '01': 'description', '11': 'description', '02': 'relationship', '12': 'relationship' };

/** Whether bytes `from` to `to` are digits whose last is the Verhoeff check digit of the rest. */
export function hasCheckDigit(bytes: Uint8Array, from: number, to: number): boolean {
  let check = 0;
  for (let at = to - 1, place = 0; at >= from; at--, place++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return false;
    check = STEP[(place & 7) * 100 + check * 10 + digit] ?? 0;
  }
  return check === 0;
}

/** Whether a text is a whole SCTID, and of that partition where one is named. */
export function isSctid(code: string, partition?: Partition): boolean {
  if (!/^[1-9]\d{5,17}$/.test(code) || !hasCheckDigit(Buffer.from(code, 'latin1'), 0, code.length)) return false;
  const own = PARTITIONS[code.slice(-3, -1)];
  return own !== undefined && (partition === undefined || own === partition);
}

/** The digits with their check digit put at the end: for identifiers that are made, not read. */
export function withCheckDigit(digits: string): string {
  let check = 0;
  for (let at = digits.length - 1, place = 1; at >= 0; at--, place++) check = STEP[(place & 7) * 100 + check * 10 + digits.charCodeAt(at) - 48] ?? 0;
  return digits + String(INVERSE[check]);
}

/** The upper and lower half of a code. A text that is no number of at most 18 digits is [0, 0], which identifies nothing. */
export function halvesOf(code: string): [hi: number, lo: number] {
  if (!/^\d{1,18}$/.test(code)) return [0, 0];
  return code.length <= 9 ? [0, Number(code)] : [Number(code.slice(0, -9)), Number(code.slice(-9))];
}

export function codeOfHalves(hi: number, lo: number): string {
  return hi === 0 ? String(lo) : `${hi}${String(lo).padStart(9, '0')}`;
}

/** Less than, equal to or greater than 0, as the identifiers compare as numbers. */
export function compareHalves(hi: number, lo: number, otherHi: number, otherLo: number): number {
  return hi === otherHi ? lo - otherLo : hi - otherHi;
}
