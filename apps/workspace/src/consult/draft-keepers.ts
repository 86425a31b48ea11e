import { draftStore } from '../api/drafts.ts';
import { DraftKeeper } from './draft-keeper.ts';

/** One keeper for each patient whose note was opened, for as long as the page lives. */
const keepers = new Map<string, DraftKeeper>();

export function draftKeeperFor(ods: string, patientId: string): DraftKeeper {
  let keeper = keepers.get(patientId);
  if (!keeper) {
    keeper = new DraftKeeper(draftStore(ods, patientId));
    keepers.set(patientId, keeper);
  }
  return keeper;
}

/** True when a draft of this patient, or of any, is not on the server yet. */
export function hasUnsavedDraft(patientId?: string): boolean {
  return [...keepers].some(([id, keeper]) => (patientId === undefined || id === patientId) && keeper.hasUnsaved);
}

/** Tries again at once: the connection or the session is back. */
export function retryDrafts(): void {
  for (const keeper of keepers.values()) keeper.retry();
}

/** Forgets all drafts: somebody else is signing in. */
export function forgetDrafts(): void {
  for (const keeper of keepers.values()) keeper.close();
  keepers.clear();
}

/** Sends what is typed when the page goes away, when it is hidden, and when the connection is back. */
export function keepDraftsAlive(): () => void {
  const onHide = () => {
    for (const keeper of keepers.values()) void keeper.flush(true);
  };
  const onVisibility = () => {
    if (document.visibilityState === 'hidden') onHide();
  };
  window.addEventListener('pagehide', onHide);
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('online', retryDrafts);
  return () => {
    window.removeEventListener('pagehide', onHide);
    document.removeEventListener('visibilitychange', onVisibility);
    window.removeEventListener('online', retryDrafts);
  };
}
