import { useSyncExternalStore } from 'react';

/** The views of a record, in the order of the rail. */
export const VIEWS = ['summary', 'consult', 'problems', 'medication', 'allergies', 'results', 'documents', 'journal', 'audit'] as const;
export type View = (typeof VIEWS)[number];

/** The pages about the practice, each at its own name. */
const PRACTICE_PAGES = ['audit', 'access', 'alerts', 'apps', 'sign-ins'] as const;

export type Route = { page: 'home' } | { page: (typeof PRACTICE_PAGES)[number] } | { page: 'patient'; patientId: string; view: View };

const BASE = '/workspace/';
const listeners = new Set<() => void>();
let current = readRoute(location.pathname);

window.addEventListener('popstate', () => { take(readRoute(location.pathname)); });

/** The route a path stands for; home for anything unknown. */
function readRoute(path: string): Route {
  const [kind, patientId, view] = path.startsWith(BASE) ? path.slice(BASE.length).split('/') : [];
  const page = PRACTICE_PAGES.find((one) => one === kind);
  if (page !== undefined) return { page };
  if (kind !== 'patient' || !patientId) return { page: 'home' };
  return { page: 'patient', patientId: decodeURIComponent(patientId), view: VIEWS.find((one) => one === view) ?? 'summary' };
}

export function pathOf(route: Route): string {
  if (route.page === 'home') return BASE;
  if (route.page !== 'patient') return BASE + route.page;
  return `${BASE}patient/${encodeURIComponent(route.patientId)}${route.view === 'summary' ? '' : `/${route.view}`}`;
}

/** Goes to a route, as a step that the browser's Back undoes. */
export function go(route: Route): void {
  const path = pathOf(route);
  if (path !== location.pathname) history.pushState(null, '', path);
  take(route);
}

export function useRoute(): Route {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }, () => current);
}

function take(route: Route): void {
  current = route;
  for (const listener of listeners) listener();
}
