import { AccessPage } from '../access/access-page.tsx';
import { AlertsPage } from '../access/alerts-page.tsx';
import { hearsAlerts } from '../access/use-alerts.ts';
import { AppsPage } from '../apps-admin/apps-page.tsx';
import { AuditPage } from '../audit/audit-page.tsx';
import { RecordPage } from '../record/record-page.tsx';
import { SignInsPage } from '../sign-ins/sign-ins-page.tsx';
import { HomePage } from './home-page.tsx';
import type { Route } from './routes.ts';
import { useSession } from './session-context.ts';

/** What a route shows; the start page where it is not for whoever is signed in. */
export function Page({ route, onBreakGlass }: { route: Route; onBreakGlass: () => void }) {
  const session = useSession();
  const { abilities } = session;
  if (route.page === 'patient') return <RecordPage key={route.patientId} patientId={route.patientId} view={route.view} />;
  if (route.page === 'access' && abilities.manageAccess) return <AccessPage />;
  if (route.page === 'alerts' && hearsAlerts(session)) return <AlertsPage />;
  if (route.page === 'audit' && hearsAlerts(session)) return <AuditPage />;
  if (route.page === 'apps' && abilities.manageApps) return <AppsPage />;
  if (route.page === 'sign-ins' && abilities.manageApps) return <SignInsPage />;
  return <HomePage onBreakGlass={onBreakGlass} />;
}
