import { useEffect, useSyncExternalStore } from 'react';

/** Until when records are open to whoever broke the glass here: ids and times, for this browser tab only. The server decides. */
const KEY = 'jenner.glass';
const listeners = new Set<() => void>();
let open: Readonly<Record<string, string>> = load();

export const brokenGlass = {
  remember(patientId: string, ends: string): void {
    change({ ...open, [patientId]: ends });
  },
  clear(): void {
    change({});
  },
};

/** Until when this record is open for a reason given; undefined where it is not, or no longer. `onEnd` runs when that time comes. */
export function useBrokenGlass(patientId: string, onEnd: () => void): string | undefined {
  const ends = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }, () => open[patientId]);
  useEffect(() => {
    if (ends === undefined) return undefined;
    const timer = setTimeout(() => {
      const { [patientId]: _ended, ...rest } = open;
      change(rest);
      onEnd();
    }, Math.max(0, new Date(ends).getTime() - Date.now()));
    return () => { clearTimeout(timer); };
  }, [patientId, ends, onEnd]);
  return ends;
}

function change(next: Readonly<Record<string, string>>): void {
  open = next;
  sessionStorage.setItem(KEY, JSON.stringify(open));
  for (const listener of listeners) listener();
}

function load(): Record<string, string> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}
