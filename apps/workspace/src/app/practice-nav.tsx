import { useEffect, useRef } from 'react';
import { announce } from '../components/announcer.tsx';
import { RouteLink } from '../components/route-link.tsx';
import { hearsAlerts, useAlerts } from '../access/use-alerts.ts';
import type { Route } from './routes.ts';
import { useRoute } from './routes.ts';
import { useSession } from './session-context.ts';

/** What concerns the whole practice, for those whose work it is. `watching`: somebody is at the screen, which is not locked. */
export function PracticeNav({ watching }: { watching: boolean }) {
  const session = useSession();
  const { abilities } = session;
  const { page: current } = useRoute();
  const unseen = useAlerts(session, watching).data?.filter(({ seenAt }) => seenAt === null).length ?? 0;
  const told = useRef(0);
  useEffect(() => {
    if (unseen > told.current) announce(unseen === 1 ? 'A new privacy alert' : `${unseen} new privacy alerts`);
    told.current = unseen;
  }, [unseen]);

  const hears = hearsAlerts(session);
  const pages: readonly (readonly [Route & { page: 'access' | 'alerts' | 'audit' | 'apps' | 'sign-ins' }, string, boolean])[] = [
    [{ page: 'access' }, 'Access', abilities.manageAccess],
    [{ page: 'alerts' }, 'Alerts', hears],
    [{ page: 'audit' }, 'Audit', hears],
    [{ page: 'apps' }, 'Apps', abilities.manageApps],
    [{ page: 'sign-ins' }, 'Sign-ins', abilities.manageApps],
  ];
  const shown = pages.filter(([, , may]) => may);
  if (shown.length === 0) return null;
  return (
    <nav className="practice-nav" aria-label="Practice">
      <ul>
        {shown.map(([to, words]) => (
          <li key={words}>
            <RouteLink to={to} current={to.page === current}>
              {words}{to.page === 'alerts' && unseen > 0 && <> <span className="tag warn">{unseen} new</span></>}
            </RouteLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
