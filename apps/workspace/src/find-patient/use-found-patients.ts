import { useEffect, useState } from 'react';
import { findPatients } from '../api/patients.ts';
import type { FoundPatients } from '../api/patients.ts';

const NOBODY: FoundPatients = { patients: [], total: 0 };

type State = 'idle' | 'searching' | 'done' | 'failed';

/**
 * The patients for what is typed now. What was found before stays until the next answer is there;
 * an answer to an earlier text is dropped, however late it comes.
 */
export function useFoundPatients(ods: string, text: string, count: number) {
  const [found, setFound] = useState<FoundPatients>(NOBODY);
  const [state, setState] = useState<State>('idle');
  const [error, setError] = useState<string>();
  const wanted = text.trim();

  useEffect(() => {
    if (wanted === '') {
      setFound(NOBODY);
      setState('idle');
      return undefined;
    }
    const cancel = new AbortController();
    setState('searching');
    findPatients(ods, wanted, count, cancel.signal).then(
      (answer) => {
        if (cancel.signal.aborted) return;
        setFound(answer);
        setState('done');
      },
      (reason: unknown) => {
        if (cancel.signal.aborted) return;
        setError(reason instanceof Error ? reason.message : 'unknown reason');
        setState('failed');
      },
    );
    return () => { cancel.abort(); };
  }, [ods, wanted, count]);

  return { ...found, state, error };
}
