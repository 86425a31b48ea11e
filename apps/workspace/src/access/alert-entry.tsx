import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../app/session-context.ts';
import { AuditList } from '../audit/audit-list.tsx';
import { Day } from '../components/day.tsx';
import { Problem } from '../components/problem-panel.tsx';
import type { Alert, AlertNotice } from './access-api.ts';
import { openAlert } from './access-api.ts';
import { PatientName } from './patient-name.tsx';
import { alertsKey } from './use-alerts.ts';

/** One alert. Closed it names nobody, so that a screen in sight of others gives nobody away. */
export function AlertEntry({ notice }: { notice: AlertNotice }) {
  const { practice: { ods } } = useSession();
  const client = useQueryClient();
  const [shown, setShown] = useState(false);
  const open = useMutation({ mutationFn: () => openAlert(ods, notice.id), onSuccess: () => client.invalidateQueries({ queryKey: alertsKey(ods) }) });

  function toggle() {
    setShown(!shown);
    if (!shown && !open.isPending) open.mutate();
  }

  return (
    <li className={notice.seenAt === null ? 'entry new' : 'entry'}>
      <div className="entry-head">
        <span>
          {notice.seenAt === null && <span className="tag warn">New</span>} A record was opened for a reason, <Day date={notice.at} time />
          {notice.seenAt !== null && <span className="quiet"> Seen <Day date={notice.seenAt} time /></span>}
        </span>
        <button type="button" className="button small" aria-expanded={shown} onClick={toggle}>
          {shown ? 'Close' : 'Open'}<span className="visually-hidden"> the alert of <Day date={notice.at} time /></span>
        </button>
      </div>
      {shown && open.isPending && <p role="status">Opening…</p>}
      {shown && open.isError && <Problem error={open.error} />}
      {shown && open.data && <Opened alert={open.data} />}
    </li>
  );
}

function Opened({ alert: { name, patient, reason } }: { alert: Alert }) {
  const [audit, setAudit] = useState(false);
  return (
    <>
      <dl className="facts">
        <div><dt>Who</dt><dd>{name ?? 'An account that is no more'}</dd></div>
        <div><dt>Whose record</dt><dd><PatientName patientId={patient} /></dd></div>
        <div><dt>Reason given</dt><dd>{reason}</dd></div>
      </dl>
      <p><button type="button" className="button small" aria-expanded={audit} onClick={() => { setAudit(!audit); }}>Who saw this record</button></p>
      {audit && <AuditList patientId={patient} />}
    </>
  );
}
