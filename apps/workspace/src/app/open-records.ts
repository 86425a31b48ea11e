import { useSyncExternalStore } from 'react';

/** Patients whose records are open, in the order of their tabs. Kept for this browser tab only, as ids. */
const KEY = 'jenner.open';
const MOST = 9;
const listeners = new Set<() => void>();
let open: readonly string[] = load();

export const openRecords = {
  read: (): readonly string[] => open,
  /** Adds a tab at the end. With nine open, the one opened first closes, unless it must stay. */
  add(patientId: string, mustStay: (patientId: string) => boolean): void {
    if (open.includes(patientId)) return;
    const dropped = open.length < MOST ? undefined : open.find((one) => !mustStay(one));
    change([...open.filter((one) => one !== dropped), patientId]);
  },
  remove(patientId: string): void {
    change(open.filter((one) => one !== patientId));
  },
  clear(): void {
    change([]);
  },
};

export function useOpenRecords(): readonly string[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }, openRecords.read);
}

function change(next: readonly string[]): void {
  open = next;
  sessionStorage.setItem(KEY, JSON.stringify(open));
  for (const listener of listeners) listener();
}

function load(): string[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
