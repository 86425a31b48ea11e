import { useEffect, useRef } from 'react';
import { announce } from '../components/announcer.tsx';
import { settings } from './settings.ts';

/** Every shortcut of the workspace: what F1 lists. No single letters (WCAG 2.1.4); all can be switched off. */
export const SHORTCUTS = {
  'help': { keys: 'F1', does: 'Show all keys' },
  'lock': { keys: 'Alt+L', does: 'Lock the screen' },
  'break-glass': { keys: 'Alt+G', does: 'Open a guarded record, for a reason' },
  'find': { keys: 'Ctrl+K', does: 'Find a patient' },
  'medicines': { keys: 'Alt+M', does: 'Medicines: look one up' },
  'summary': { keys: 'F2', does: 'Summary' },
  'consult': { keys: 'F3', does: 'Consult: write a note' },
  'problems': { keys: 'F4', does: 'Problems' },
  'medication': { keys: 'F5', does: 'Medication' },
  'allergies': { keys: 'F6', does: 'Allergies' },
  'results': { keys: 'F7', does: 'Results' },
  'documents': { keys: 'F8', does: 'Documents' },
  'journal': { keys: 'F9', does: 'Journal: everything, searchable' },
  'audit': { keys: 'Alt+A', does: 'Who saw this record' },
  'search-record': { keys: 'Alt+F', does: 'Search every word of the record' },
  'details': { keys: 'Alt+D', does: 'Open or close the patient’s details' },
  'record-1': { keys: 'Alt+1', does: 'First open record' },
  'record-2': { keys: 'Alt+2', does: 'Second open record' },
  'record-3': { keys: 'Alt+3', does: 'Third open record' },
  'record-4': { keys: 'Alt+4', does: 'Fourth open record' },
  'record-5': { keys: 'Alt+5', does: 'Fifth open record' },
  'record-6': { keys: 'Alt+6', does: 'Sixth open record' },
  'record-7': { keys: 'Alt+7', does: 'Seventh open record' },
  'record-8': { keys: 'Alt+8', does: 'Eighth open record' },
  'record-9': { keys: 'Alt+9', does: 'Ninth open record' },
  'close-record': { keys: 'Alt+W', does: 'Close this record' },
  'problem-line': { keys: 'Alt+P', does: 'In a note: make this line a problem' },
  'save': { keys: 'Ctrl+Enter', does: 'In a note: save it to the record' },
} as const;

export type ShortcutId = keyof typeof SHORTCUTS;

const handlers = new Map<ShortcutId, (() => void)[]>();
const byKeys = new Map<string, ShortcutId>();
for (const [id, shortcut] of Object.entries(SHORTCUTS)) byKeys.set(shortcut.keys, id as ShortcutId);

/** Runs the handler on the shortcut while the component is on the page; the component that came last wins. */
export function useShortcut(id: ShortcutId, handler: () => void, active = true): void {
  const current = useRef(handler);
  useEffect(() => { current.current = handler; });
  useEffect(() => {
    if (!active) return undefined;
    const run = () => { current.current(); };
    handlers.set(id, [...(handlers.get(id) ?? []), run]);
    return () => { handlers.set(id, (handlers.get(id) ?? []).filter((one) => one !== run)); };
  }, [id, active]);
}

/** Listens for the shortcuts of the whole page. A key that means nothing here says so (no silent failure). */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const id = byKeys.get(keysOf(event));
    if (id === undefined || (!settings.read().shortcuts && id !== 'help')) return;
    if (document.querySelector('dialog:modal')) return;
    event.preventDefault();
    const run = handlers.get(id)?.at(-1);
    if (run) run();
    else announce(`${SHORTCUTS[id].keys}, ${SHORTCUTS[id].does}: does nothing on this page`);
  };
  window.addEventListener('keydown', onKeyDown);
  return () => { window.removeEventListener('keydown', onKeyDown); };
}

function keysOf(event: KeyboardEvent): string {
  const key = event.code.startsWith('Digit') ? event.code.slice(5) : event.code.startsWith('Key') ? event.code.slice(3) : event.key;
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${key}`;
}
