/** PostgreSQL takes index entries of up to 2,704 bytes; a name, code or identifier may be longer. */
const MAX_LENGTH = 256;

/** As much of a text as search rows hold. Whoever looks a text up cuts it alike; the resource itself keeps it whole. */
export function indexKey(text: string): string {
  return text.length <= MAX_LENGTH ? text : text.slice(0, MAX_LENGTH).toWellFormed();
}
