import { useCallback, useEffect, useRef } from 'react';
import { useBrokenGlass } from '../access/broken-glass.ts';
import { GlassLine } from '../access/glass-line.tsx';
import { rememberView } from '../app/last-view.ts';
import type { View } from '../app/routes.ts';
import { useSession } from '../app/session-context.ts';
import { Problem, ProblemPanel } from '../components/problem-panel.tsx';
import { useNow } from '../components/use-now.ts';
import { announce } from '../components/announcer.tsx';
import { AuditView } from '../audit/audit-view.tsx';
import { Banner } from './banner/banner.tsx';
import { ClosedRecord } from './closed-record.tsx';
import { useContactDetails } from './contact-details.ts';
import { Demographics } from './demographics.tsx';
import { VIEW_NAMES } from './view-names.ts';
import { identityOf } from './patient-summary.ts';
import { Rail } from './rail.tsx';
import { RecordView } from './record-view.tsx';
import { useRecord } from './use-record.ts';

/** One open record. Mounted anew for every patient, so that nothing of one can stand in another's. */
export function RecordPage({ patientId, view }: { patientId: string; view: View }) {
  const { practice, abilities } = useSession();
  const { data, error, closed, isPending, refetch } = useRecord(practice.ods, patientId);
  const again = useCallback(() => void refetch(), [refetch]);
  const open = useBrokenGlass(patientId, again);
  const shown = useContactDetails(practice.ods, data?.record, open);
  const main = useRef<HTMLElement>(null);
  const firstView = useRef(view);
  const now = useNow();
  const { name, spokenName } = shown ? identityOf(shown.record.patient, now) : {};
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
  if (!shown) {
    return (
      <main id="main" className="page-note" ref={main} tabIndex={-1}>
        <h1 className="visually-hidden">Record</h1>
        {closed ? <ClosedRecord patientId={patientId} retry={again} /> : <Problem error={error} retry={again} />}
      </main>
    );
  }
  const { record, withheld } = shown;
  return (
    <div className="record">
      <div>
        {open !== undefined && <GlassLine until={open} />}
        <Banner record={record} clinical={clinical} withheld={withheld} />
      </div>
      <div className="record-body">
        {clinical && <Rail patientId={patientId} view={view} />}
        <main id="main" className="view" ref={main} tabIndex={-1} aria-label={clinical ? VIEW_NAMES[view] : 'Patient details'}>
          {error !== null && <p className="stale" role="alert">This record may be out of date: {error.message}. <button type="button" className="link" onClick={again}>Try again</button></p>}
          <ProblemPanel key={view}>
            {clinical ? <RecordView record={record} view={view} /> : <Demographics record={record} withheld={withheld} />}
            {!clinical && abilities.readAudit && <AuditView patientId={patientId} heading="h2" />}
          </ProblemPanel>
        </main>
      </div>
    </div>
  );
}
