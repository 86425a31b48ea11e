import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { onSessionEnded } from '../api/http.ts';
import { announce } from '../components/announcer.tsx';
import { SyntheticBar } from '../components/synthetic-bar.tsx';
import { forgetDrafts, hasUnsavedDraft, keepDraftsAlive, retryDrafts } from '../consult/draft-keepers.ts';
import { useLive } from '../live/use-live.ts';
import { RecordPage } from '../record/record-page.tsx';
import { SessionEndedDialog } from '../sign-in/session-ended-dialog.tsx';
import { AppBar } from './app-bar.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { HomePage } from './home-page.tsx';
import { openRecords, useOpenRecords } from './open-records.ts';
import { RecordTabs } from './record-tabs.tsx';
import { go, useRoute } from './routes.ts';
import { useSession } from './session-context.ts';
import { listenForShortcuts, useShortcut } from './shortcuts.ts';

/** Everything a signed-in person sees: the bar, the tabs of open records, and one record or the start page. */
export function Workspace({ onSignedOut }: { onSignedOut: () => void }) {
  const session = useSession();
  const { ods } = session.practice;
  const route = useRoute();
  const open = useOpenRecords();
  const client = useQueryClient();
  const live = useLive(ods);
  const [sessionEnded, setSessionEnded] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const patientId = route.page === 'patient' ? route.patientId : undefined;

  useEffect(() => onSessionEnded(() => { setSessionEnded(true); }), []);
  useEffect(keepDraftsAlive, []);
  useEffect(listenForShortcuts, []);
  useEffect(() => {
    if (patientId !== undefined) openRecords.add(patientId, hasUnsavedDraft);
  }, [patientId]);
  useShortcut('help', () => { setHelpOpen(true); });

  function close(closing: string) {
    const left = open.filter((one) => one !== closing);
    const next = left[Math.max(0, open.indexOf(closing) - 1)];
    openRecords.remove(closing);
    if (closing !== patientId) return;
    if (next === undefined) go({ page: 'home' });
    else go({ page: 'patient', patientId: next, view: 'summary' });
  }

  return (
    <div className="workspace">
      <a className="skip-link" href="#main">Skip to the record</a>
      <AppBar live={live} onHelp={() => { setHelpOpen(true); }} onSignedOut={() => {
        openRecords.clear();
        forgetDrafts();
        onSignedOut();
      }} />
      {session.practice.synthetic && <SyntheticBar />}
      <RecordTabs open={open} current={patientId} onClose={close} />
      {patientId === undefined
        ? <HomePage />
        : <RecordPage key={patientId} patientId={patientId} view={route.page === 'patient' ? route.view : 'summary'} />}
      {helpOpen && <HelpDialog onClose={() => { setHelpOpen(false); }} />}
      {sessionEnded && (
        <SessionEndedDialog
          session={session}
          onSignedIn={() => {
            setSessionEnded(false);
            announce('Signed in');
            retryDrafts();
            void client.invalidateQueries();
          }}
          onLeave={onSignedOut}
        />
      )}
    </div>
  );
}
