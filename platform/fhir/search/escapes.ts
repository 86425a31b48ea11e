/** FHIR R4 search values part at `,`, `$` and `|`; a backslash before one of these, or before itself, takes it literally. */

/** Parts a value at each separator that is not escaped. The parts keep their escapes. */
export function splitEscaped(text: string, separator: ',' | '$' | '|'): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** The text that a part without separators stands for. */
export function unescaped(part: string): string {
  return part.replace(/\\([\\,$|])/g, '$1');
}
