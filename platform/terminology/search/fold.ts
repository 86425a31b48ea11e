const ASCII = /^[\u0000-\u007f]*$/;
const MARKS = /\p{M}+/gu;
const LETTERS: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ø: 'o', ß: 'ss', ł: 'l', đ: 'd', ð: 'd', þ: 'th', μ: 'u', '’': "'", '‘': "'", ʼ: "'", '‐': '-', '‑': '-', '–': '-' };
const SINGLE = /[æœøßłđðþμ’‘ʼ‐‑–]/g;

/** A text without case and accents, ligatures taken apart, typographic apostrophes and hyphens made plain: "Ménière’s" is "meniere's". */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII.test(lower)) return lower;
  return lower.normalize('NFKD').replace(MARKS, '').replace(SINGLE, (letter) => LETTERS[letter] ?? letter);
}
