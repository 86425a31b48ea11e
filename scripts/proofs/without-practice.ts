import type { Database } from '../../platform/store/database.ts';

/** `r.practice = $1`, `practice = p_practice`: what the application says of the practice itself. */
const OWN_CHECK = /\b(?:\w+\.)?practice = (\$1(?!\d)|p_practice)\b/g;
/** Functions of the database that read or write records. */
const FUNCTIONS = `select oid::text as oid, pg_get_functiondef(oid) as text from pg_proc where pronamespace = 'jenner'::regnamespace and prokind = 'f' and prosrc ~ 'practice = p_practice'`;

/** Counts what was taken away: where little was, little has been shown. */
export interface Removed {
  statements: Set<string>;
}

/** A database whose every statement has lost the application's own check of the practice: row-level security stands alone. */
export function withoutPractice(db: Database, removed: Removed): Database {
  const rewrite = (text: string): string => {
    const without = text.replace(OWN_CHECK, '$1::text is not null');
    if (without !== text) removed.statements.add(text);
    return without;
  };
  return {
    ...db,
    transaction: (practice, work) => db.transaction(practice, (tx) => work({ ...tx, query: (text, values) => tx.query(rewrite(text), values) })),
    query: (text, values) => db.query(rewrite(text), values),
    raw: (text, values) => db.raw(rewrite(text), values),
  };
}

/** Takes the check out of the database's functions too, for as long as `work` runs. */
export async function withFunctionsWithoutPractice<T>(owner: Database, work: () => Promise<T>): Promise<T> {
  const functions = await owner.query<{ text: string }>(FUNCTIONS, []);
  for (const { text } of functions) await owner.query(text.replace(OWN_CHECK, '$1 is not null'), []);
  try {
    return await work();
  } finally {
    for (const { text } of functions) await owner.query(text, []);
  }
}
