import type { View } from './routes.ts';

/** Where each open record was left, so that its tab goes back there. */
const views = new Map<string, View>();

export function rememberView(patientId: string, view: View): void {
  views.set(patientId, view);
}

export function lastViewOf(patientId: string): View {
  return views.get(patientId) ?? 'summary';
}
