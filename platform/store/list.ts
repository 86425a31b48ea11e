/**
 * Lists as parameters. A column of values travels as one text, joined by the ASCII record separator, which JSON
 * always escapes and codes never hold: nothing is quoted on this side nor parsed with quoting on the other.
 */
const SEPARATOR = '\x1e';

/** The parameter for `listOf(n)`. Throws when a value holds the separator (a control character no field allows). */
export function list(values: readonly string[]): string {
  let text = '';
  for (const value of values) {
    if (value.includes(SEPARATOR)) throw new RangeError('A control character (U+001E) is not allowed in text');
    text += SEPARATOR + value;
  }
  return text;
}

/** The values of such a parameter again. */
export function listed(text: string): string[] {
  return text.split(SEPARATOR).slice(1);
}

/** SQL for parameter `n` as an array of `type`: what stands before the first separator is left out. */
export function listOf(n: number, type = 'text'): string {
  const pieces = `((string_to_array($${n}, E'\\x1e'))[2:])`;
  return type === 'text' ? pieces : `${pieces}::${type}[]`;
}
