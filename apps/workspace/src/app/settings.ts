import { useSyncExternalStore } from 'react';

/** How a person likes the workspace on this machine. Says nothing about any patient. */
export interface Settings {
  shortcuts: boolean;
  size: 'dense' | 'comfortable';
  /** ODS code last signed in to. */
  practice: string;
}

const KEY = 'jenner.settings';
const DEFAULT: Settings = { shortcuts: true, size: 'dense', practice: '' };
const listeners = new Set<() => void>();
let current: Settings = load();

export const settings = {
  read: (): Settings => current,
  change(change: Partial<Settings>): void {
    current = { ...current, ...change };
    localStorage.setItem(KEY, JSON.stringify(current));
    for (const listener of listeners) listener();
  },
};

export function useSettings(): Settings {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }, settings.read);
}

function load(): Settings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? { ...DEFAULT, ...stored } : DEFAULT;
  } catch {
    return DEFAULT;
  }
}
