import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { onSessionEnded } from '../api/http.ts';
import { announce } from '../components/announcer.tsx';
import { BreakGlassDialog } from '../access/break-glass-dialog.tsx';
import { brokenGlass } from '../access/broken-glass.ts';
import { SyntheticBar } from '../components/synthetic-bar.tsx';
import { forgetDrafts, hasUnsavedDraft, keepDraftsAlive, retryDrafts } from '../consult/draft-keepers.ts';
import { useLive } from '../live/use-live.ts';
import { fetchSession } from '../api/session.ts';
import { lock } from '../api/sign-in.ts';
import { LockDialog } from '../sign-in/lock-dialog.tsx';
import { OwnSignInsDialog } from '../sign-in/own-sign-ins-dialog.tsx';
import { AppBar } from './app-bar.tsx';
import { onOtherWindow, tellWindows } from './between-windows.ts';
import { HelpDialog } from './help-dialog.tsx';
import { useIdle } from './idle.ts';
import { openRecords, useOpenRecords } from './open-records.ts';
import { Page } from './page.tsx';
import { PracticeNav } from './practice-nav.tsx';
import { RecordTabs } from './record-tabs.tsx';
import { MedicinesDialog } from '../medicines/medicines-dialog.tsx';
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
  const [closed, setClosed] = useState(false);
  const [ownOpen, setOwnOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const [medicines, setMedicines] = useState(false);
  const [breaking, setBreaking] = useState(false);
  const patientId = route.page === 'patient' ? route.patientId : undefined;

  useEffect(() => onSessionEnded(() => { setClosed(true); }), []);
  useEffect(() => onOtherWindow('locked', () => { setClosed(true); }), []);
  useIdle({ onIdle: () => void lockScreen(), onActive: () => void fetchSession(ods).catch(() => undefined) }, !closed);
  useEffect(keepDraftsAlive, []);
  useEffect(listenForShortcuts, []);
  useEffect(() => {
    if (patientId !== undefined) openRecords.add(patientId, hasUnsavedDraft);
  }, [patientId]);
  useShortcut('help', () => { setHelpOpen(true); });
  useShortcut('break-glass', () => { setBreaking(true); }, session.abilities.breakGlass);
  useShortcut('medicines', () => { setMedicines(true); }, session.abilities.readClinical);
  useShortcut('lock', () => void lockScreen());

  /** The screen goes first: it must not wait for a server that does not answer. */
  async function lockScreen() {
    setClosed(true);
    await lock(ods).catch(() => undefined);
    tellWindows('locked');
  }

  function leave() {
    openRecords.clear();
    brokenGlass.clear();
    forgetDrafts();
    onSignedOut();
  }

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
      <AppBar live={live} onHelp={() => { setHelpOpen(true); }} onMedicines={() => { setMedicines(true); }} onLock={() => void lockScreen()} onOwn={() => { setOwnOpen(true); }} onSignedOut={leave} />
      {session.practice.synthetic && <SyntheticBar />}
      <PracticeNav watching={!closed} />
      <RecordTabs open={open} current={patientId} onClose={close} />
      <Page route={route} onBreakGlass={() => { setBreaking(true); }} />
      {helpOpen && <HelpDialog onClose={() => { setHelpOpen(false); }} />}
      {medicines && <MedicinesDialog ods={ods} onClose={() => { setMedicines(false); }} />}
      {breaking && (
        <BreakGlassDialog
          title="Open a guarded record"
          onOpened={(opened) => {
            setBreaking(false);
            go({ page: 'patient', patientId: opened, view: 'summary' });
          }}
          onClose={() => { setBreaking(false); }}
        />
      )}
      {ownOpen && <OwnSignInsDialog ods={ods} onClose={() => { setOwnOpen(false); }} onSignedOut={leave} />}
      {closed && (
        <LockDialog
          session={session}
          onOpened={() => {
            setClosed(false);
            tellWindows('opened');
            announce('The screen is open again');
            retryDrafts();
            void client.invalidateQueries();
          }}
          onLeave={leave}
        />
      )}
    </div>
  );
}
