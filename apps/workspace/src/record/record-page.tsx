import { useEffect, useRef } from 'react';
import { rememberView } from '../app/last-view.ts';
import type { View } from '../app/routes.ts';
import { useSession } from '../app/session-context.ts';
import { Problem, ProblemPanel } from '../components/problem-panel.tsx';
import { useNow } from '../components/use-now.ts';
import { announce } from '../components/announcer.tsx';
import { Banner } from './banner/banner.tsx';
import { Demographics } from './demographics.tsx';
import { VIEW_NAMES } from './view-names.ts';
import { identityOf } from './patient-summary.ts';
import { Rail } from './rail.tsx';
import { RecordView } from './record-view.tsx';
import { useRecord } from './use-record.ts';

/** One open record. Mounted anew for every patient, so that nothing of one can stand in another's. */
export function RecordPage({ patientId, view }: { patientId: string; view: View }) {
  const { practice, abilities } = useSession();
  const { data, error, isPending, refetch } = useRecord(practice.ods, patientId);
  const main = useRef<HTMLElement>(null);
  const firstView = useRef(view);
  const now = useNow();
  const { name, spokenName } = data ? identityOf(data.record.patient, now) : {};
  const clinical = abilities.readClinical;

  useEffect(() => { rememberView(patientId, view); }, [patientId, view]);
  useEffect(() => {
    if (name === undefined) return;
    document.title = `${name} – Jenner`;
    announce(`Record of ${spokenName}`);
  }, [name, spokenName]);
  useEffect(() => {
    const moved = firstView.current !== view;
    if (moved) announce(VIEW_NAMES[view]);
    firstView.current = view;
    // A record that arrives late takes no letters from whoever already looks for the next patient.
    if (isPending || (!moved && document.activeElement instanceof HTMLInputElement)) return;
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [view, isPending]);

  if (isPending) return <main id="main" className="page-note" ref={main} tabIndex={-1}><h1 className="visually-hidden">Record</h1><p role="status">Opening the record…</p></main>;
  if (!data) return <main id="main" className="page-note" ref={main} tabIndex={-1}><h1 className="visually-hidden">Record</h1><Problem error={error} retry={() => void refetch()} /></main>;
  return (
    <div className="record">
      <Banner record={data.record} clinical={clinical} />
      <div className="record-body">
        {clinical && <Rail patientId={patientId} view={view} />}
        <main id="main" className="view" ref={main} tabIndex={-1} aria-label={clinical ? VIEW_NAMES[view] : 'Patient details'}>
          {error !== null && <p className="stale" role="alert">This record may be out of date: {error.message}. <button type="button" className="link" onClick={() => void refetch()}>Try again</button></p>}
          <ProblemPanel key={view}>
            {clinical ? <RecordView record={data.record} view={view} /> : <Demographics record={data.record} />}
          </ProblemPanel>
        </main>
      </div>
    </div>
  );
}
