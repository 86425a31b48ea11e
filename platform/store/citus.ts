/** Whether the tables are spread over the nodes of a Citus cluster. */
export async function isOnCitus(ask: (text: string) => PromiseLike<{ citus: boolean }[]>): Promise<boolean> {
  const [row] = await ask(`select exists (select from pg_extension where extname = 'citus') as citus`);
  return row?.citus ?? false;
}

/**
 * The statement as Citus takes it under row-level security. It would carry out an `insert … select` that answers
 * nothing by COPY, which row-level security forbids: told to answer, it inserts.
 */
export function asCitusTakesIt(text: string): string {
  const insert = /^\s*(?:with|insert)\b/.test(text) ? outermost(text, 'insert into') : undefined;
  if (insert === undefined || outermost(insert, 'select') === undefined || outermost(insert, 'returning') !== undefined) return text;
  return `${text} returning 1`;
}

/** The text from the words on, where they stand outside every bracket. */
function outermost(text: string, words: string): string | undefined {
  for (let from = text.indexOf(words); from !== -1; from = text.indexOf(words, from + 1)) {
    const before = text.slice(0, from);
    if (before.split('(').length === before.split(')').length) return text.slice(from);
  }
  return undefined;
}
