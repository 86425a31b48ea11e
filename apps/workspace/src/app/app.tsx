import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchPractices, fetchSession } from '../api/session.ts';
import type { Practice, Session } from '../api/session.ts';
import { Problem } from '../components/problem-panel.tsx';
import { readOutcome } from '../sign-in/outcome.ts';
import { forgetReturn, practiceOfReturn, readReturn } from '../sign-in/return-address.ts';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
import { tellWindows } from './between-windows.ts';
import { SessionContext } from './session-context.ts';
import { settings, useSettings } from './settings.ts';
import { Workspace } from './workspace.tsx';

interface Start {
  practices: Practice[];
  session: Session | undefined;
}

/** The page: sign-in, or the workspace of whoever is signed in. */
export function App() {
  const { size } = useSettings();
  const [opened, setOpened] = useState<Session>();
  const start = useQuery({ queryKey: ['start'], queryFn: findStart, staleTime: Infinity });
  useEffect(() => { document.documentElement.dataset['size'] = size; }, [size]);
  const [back] = useState(readReturn);
  const session = opened ?? start.data?.session;
  const leading = session !== undefined && back !== undefined && practiceOfReturn(back) === session.practice.ods;
  const outcome = readOutcome();
  // The window that NHS CIS2 opened to unlock another: that one goes on, this one has served.
  const served = outcome?.outcome === 'unlocked' && window.opener !== null;
  useEffect(() => {
    if (served) {
      tellWindows('opened');
      window.close();
    } else if (leading) {
      forgetReturn();
      location.replace(back);
    } else if (session) history.replaceState(null, '', location.pathname);
  }, [served, session, leading, back]);

  if (served) return <p className="page-note" role="status">The screen is unlocked. You can close this window.</p>;

  if (leading) return <p className="page-note" role="status">Going back to the app…</p>;
  if (session) {
    return (
      <SessionContext value={session}>
        <Workspace key={session.user.id} onSignedOut={() => { location.assign('/workspace/'); }} />
      </SessionContext>
    );
  }
  if (start.isPending) return <p className="page-note" role="status">Loading…</p>;
  if (start.isError) return <main className="page-note"><Problem error={start.error} retry={() => void start.refetch()} /></main>;
  return (
    <SignInPage
      practices={start.data.practices}
      onSignedIn={(session) => {
        settings.change({ practice: session.practice.ods });
        tellWindows('opened');
        setOpened(session);
      }}
    />
  );
}

/** The practices of this server, and the session that is still open with the last one used. */
async function findStart(): Promise<Start> {
  const practices = await fetchPractices();
  const last = practices.find((practice) => practice.ods === (practiceOfReturn(readReturn()) ?? readOutcome()?.practice ?? settings.read().practice)) ?? (practices.length === 1 ? practices[0] : undefined);
  return { practices, session: last ? await fetchSession(last.ods) : undefined };
}
