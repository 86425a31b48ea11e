import { useEffect, useState } from 'react';
import { findTerms } from '../api/terms.ts';
import type { CodedTerm } from '../../../../capabilities/consultations/note.ts';

const PAUSE = 60;

/** Coded terms for what is typed; answers to earlier texts are dropped. Nothing is shown when the search fails: typing goes on. */
export function useTerms(ods: string, query: string, count: number): readonly CodedTerm[] {
  const [found, setFound] = useState<{ query: string; terms: readonly CodedTerm[] }>({ query: '', terms: [] });
  useEffect(() => {
    if (query === '') return undefined;
    const cancel = new AbortController();
    const timer = setTimeout(() => {
      findTerms(ods, query, count, cancel.signal).then(
        (terms) => { if (!cancel.signal.aborted) setFound({ query, terms }); },
        () => undefined,
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      cancel.abort();
    };
  }, [ods, query, count]);
  return query !== '' && query.startsWith(found.query) && found.query !== '' ? found.terms : [];
}
