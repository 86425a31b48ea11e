import { useEffect, useState } from 'react';
import { findPatients } from '../api/patients.ts';
import type { FoundPatients } from '../api/patients.ts';

interface Answered extends FoundPatients {
  text: string;
  error?: string;
}

const NOBODY: Answered = { text: '', patients: [], total: 0 };

/**
 * The patients for what is typed now. What was found before stays until the next answer is there;
 * an answer to an earlier text is dropped, however late it comes.
 */
export function useFoundPatients(ods: string, text: string, count: number) {
  const [answered, setAnswered] = useState(NOBODY);
  const wanted = text.trim();

  useEffect(() => {
    if (wanted === '') return undefined;
    const cancel = new AbortController();
    findPatients(ods, wanted, count, cancel.signal).then(
      (found) => { if (!cancel.signal.aborted) setAnswered({ ...found, text: wanted }); },
      (reason: unknown) => {
        if (!cancel.signal.aborted) setAnswered({ ...NOBODY, text: wanted, error: reason instanceof Error ? reason.message : 'unknown reason' });
      },
    );
    return () => { cancel.abort(); };
  }, [ods, wanted, count]);

  const { patients, total, error } = wanted === '' ? NOBODY : answered;
  const state = wanted === '' ? 'idle' : answered.text !== wanted ? 'searching' : error === undefined ? 'done' : 'failed';
  return { patients, total, error, state } as const;
}
