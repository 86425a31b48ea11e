import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchPractices, fetchSession } from '../api/session.ts';
import type { Practice, Session } from '../api/session.ts';
import { Problem } from '../components/problem-panel.tsx';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
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
  const session = opened ?? start.data?.session;

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
        setOpened(session);
      }}
    />
  );
}

/** The practices of this server, and the session that is still open with the last one used. */
async function findStart(): Promise<Start> {
  const practices = await fetchPractices();
  const last = practices.find((practice) => practice.ods === settings.read().practice) ?? (practices.length === 1 ? practices[0] : undefined);
  return { practices, session: last ? await fetchSession(last.ods) : undefined };
}
