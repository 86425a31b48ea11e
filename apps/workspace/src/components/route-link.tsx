import type { ReactNode } from 'react';
import { go, pathOf } from '../app/routes.ts';
import type { Route } from '../app/routes.ts';

/** A link within the workspace: followed in place, or in another tab where that is asked for. */
export function RouteLink({ to, current = false, children }: { to: Route; current?: boolean; children: ReactNode }) {
  return (
    <a
      href={pathOf(to)} aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
