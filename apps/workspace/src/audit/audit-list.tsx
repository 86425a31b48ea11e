import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../app/session-context.ts';
import { DateField } from '../components/date-field.tsx';
import { Day } from '../components/day.tsx';
import { Problem } from '../components/problem-panel.tsx';
import { RouteLink } from '../components/route-link.tsx';
import { fetchAudit, type AuditLine } from './entries.ts';

/** The audit of one patient's record, or of the whole practice (''): newest first, by date, refused requests marked. */
export function AuditList({ patientId }: { patientId: string }) {
  const { practice } = useSession();
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [refusedOnly, setRefusedOnly] = useState(false);
  const filter = { patientId, from, until, refusedOnly };
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['audit', practice.ods, filter],
    queryFn: ({ pageParam, signal }) => fetchAudit(practice.ods, filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    gcTime: 0,
    retry: false,
  });
  const lines = data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <>
      <div className="filters">
        <DateField label="From" value={from} onChange={setFrom} />
        <DateField label="To" value={until} onChange={setUntil} />
        <label className="check"><input type="checkbox" checked={refusedOnly} onChange={(event) => { setRefusedOnly(event.target.checked); }} /> Refused only</label>
        <button type="button" className="button" onClick={() => void refetch()}>Refresh</button>
        <span className="quiet" role="status">{isPending ? 'Loading…' : `${lines.length}${hasNextPage ? ' or more' : ''} lines`}</span>
      </div>
      {error !== null && <Problem error={error} retry={() => void refetch()} />}
      {data !== undefined && lines.length === 0 && <p className="none">Nobody in this time</p>}
      {lines.length > 0 && (
        <div className="table-scroll" role="region" aria-label="Audit" tabIndex={0}>
          <table className="table banded">
            <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">Role</th><th scope="col">What</th>{patientId === '' && <th scope="col">Record</th>}</tr></thead>
            <tbody>{lines.map((line) => <Line key={line.id} line={line} withRecord={patientId === ''} />)}</tbody>
          </table>
        </div>
      )}
      {hasNextPage && <p><button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>Show more</button></p>}
    </>
  );
}

function Line({ line: { at, who, role, did, trouble, patientId }, withRecord }: { line: AuditLine; withRecord: boolean }) {
  return (
    <tr>
      <td className="nowrap"><Day date={at} time /></td>
      <th scope="row">{who}</th>
      <td>{role}</td>
      <td>{did}{trouble !== '' && <> <span className="tag">{trouble}</span></>}</td>
      {withRecord && <td>{patientId === '' ? <span className="quiet">None</span> : <RouteLink to={{ page: 'patient', patientId, view: 'audit' }}>Record</RouteLink>}</td>}
    </tr>
  );
}
