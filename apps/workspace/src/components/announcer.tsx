import { useSyncExternalStore } from 'react';

let message = '';
let turn = 0;
const listeners = new Set<() => void>();

/** Says a change of state once to people who use a screen reader. The same words twice in a row are said twice. */
export function announce(text: string): void {
  turn += 1;
  message = turn % 2 === 0 ? text : `${text}\u00a0`;
  for (const listener of listeners) listener();
}

/** The one live region of the page; it stands outside everything that comes and goes. */
export function Announcer() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    () => message,
  );
  return <div className="visually-hidden" role="status" aria-live="polite">{text}</div>;
}
