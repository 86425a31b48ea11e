/**
 * Reads the text form of a one-dimensional text[]: `{plain,"quoted \\"so\\"",NULL}`. A NULL element reads as ''.
 * Goes from place to place rather than by one regular expression, whose stack an element of many megabytes overflows.
 */
export function readTextArray(text: string): string[] {
  const items: string[] = [];
  const last = text.length - 1; // the closing brace
  for (let at = 1; at < last; ) {
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      items.push(text.slice(at + 1, end).replace(/\\(.)/gs, '$1'));
      at = end + 2;
    } else {
      const comma = text.indexOf(',', at);
      const plain = text.slice(at, comma === -1 ? last : comma);
      items.push(plain === 'NULL' ? '' : plain);
      at += plain.length + 1;
    }
  }
  return items;
}

const QUOTE = 34;
const BACKSLASH = 92;

function closingQuote(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
