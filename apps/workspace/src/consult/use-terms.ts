import { useEffect, useState } from 'react';
import { findTerms, type OfferedTerms } from '../api/terms.ts';

const NONE: OfferedTerms = { terms: [], total: 0, release: '', demonstration: false };
/** Answers kept: going back a letter asks nobody. */
const KEPT = 200;
const answers = new Map<string, OfferedTerms>();

function keep(key: string, answer: OfferedTerms): void {
  answers.set(key, answer);
  const [oldest] = answers.keys();
  if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest);
}

/**
 * Coded terms for what is typed, asked for at each key; the question before is called off. Until an answer is there the
 * last one stays, where what is typed goes on from its text. Nothing is shown when the search fails: typing goes on.
 */
export function useTerms(ods: string, query: string, count: number): OfferedTerms {
  const [found, setFound] = useState<{ query: string; answer: OfferedTerms }>({ query: '', answer: NONE });
  const key = `${ods} ${count} ${query}`;
  const kept = answers.get(key);
  // What is on the screen stays there until more or better is known, whether it was kept or has just come.
  if (kept !== undefined && query !== '' && found.answer !== kept) setFound({ query, answer: kept });
  useEffect(() => {
    if (query === '' || answers.has(key)) return undefined;
    const cancel = new AbortController();
    findTerms(ods, query, count, cancel.signal).then(
      (answer) => {
        keep(key, answer);
        if (!cancel.signal.aborted) setFound({ query, answer });
      },
      () => undefined,
    );
    return () => { cancel.abort(); };
  }, [ods, query, count, key]);
  if (query === '') return NONE;
  return kept ?? (found.query !== '' && query.startsWith(found.query) ? found.answer : NONE);
}
