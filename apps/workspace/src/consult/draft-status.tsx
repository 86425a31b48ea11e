import { formatStaff } from '../../../../platform/fhir/format.ts';
import type { DraftState } from './draft-keeper.ts';

/** Where what is typed stands: always in sight, said when it turns bad and when it turns good again. */
export function DraftStatus({ state }: { state: DraftState }) {
  const bad = state.kind === 'waiting' || state.kind === 'conflict';
  return <p className={bad ? 'draft-status bad' : 'draft-status'} {...(bad ? { role: 'alert' } : {})}>{wordsOf(state)}</p>;
}

function wordsOf(state: DraftState): string {
  switch (state.kind) {
    case 'loading': return 'Looking for a draft…';
    case 'empty': return 'No draft';
    case 'unsaved': return 'Saving the draft…';
    case 'saved': return `Draft saved ${formatStaff(state.at)?.slice(-5) ?? ''}`;
    case 'conflict': return 'Not saved: this note was changed in another window';
    case 'waiting': return state.why === 'no connection' ? 'Not saved: no connection, still trying'
      : state.why === 'signed out' ? 'Not saved: sign in to go on' : `Not saved, still trying: ${state.message}`;
  }
}
