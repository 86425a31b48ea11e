import { useState } from 'react';
import { Day } from '../../components/day.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { entryOf } from '../model/entry.ts';
import { problemsOf } from '../model/problems.ts';
import type { Problem } from '../model/problems.ts';
import type { PatientRecord } from '../model/record.ts';

/** The problem list: active or past, never both; what belongs to a problem opens beneath it. */
export function ProblemsView({ record }: { record: PatientRecord }) {
  const [past, setPast] = useState(false);
  const problems = problemsOf(record);
  const counts = { active: problems.filter((problem) => problem.active).length, past: problems.filter((problem) => !problem.active).length };
  const shown = problems.filter((problem) => problem.active !== past);
  return (
    <>
      <div className="view-head">
        <h1>Problems</h1>
        <Toggle label="Which problems" value={past ? 'past' : 'active'} onChange={(value) => { setPast(value === 'past'); }}
          options={[['active', `Active (${counts.active})`], ['past', `Past (${counts.past})`]]} />
      </div>
      {shown.length === 0 ? <p className="none">No {past ? 'past' : 'active'} problems recorded</p> : (
        <div className="table-scroll" role="region" aria-label="Problems" tabIndex={0}>
          <table className="table">
            <thead><tr><th scope="col">Problem</th><th scope="col">Significance</th><th scope="col">Began</th>{past && <th scope="col">Ended</th>}<th scope="col">Status</th><th scope="col">Recorded by</th><th scope="col">Linked entries</th></tr></thead>
            <tbody>{shown.map((problem) => <ProblemRow key={problem.entry.key} record={record} problem={problem} past={past} />)}</tbody>
          </table>
        </div>
      )}
    </>
  );
}

function ProblemRow({ record, problem, past }: { record: PatientRecord; problem: Problem; past: boolean }) {
  const [open, setOpen] = useState(false);
  const { entry, significance, onset, ended, status, linked } = problem;
  return (
    <>
      <tr>
        <th scope="row" className={significance === 'minor' ? 'minor' : ''}>{entry.term}{entry.text !== undefined && <div className="note">{entry.text}</div>}</th>
        <td>{significance === 'major' ? <span className="tag strong">Major</span> : significance === 'minor' ? 'Minor' : 'Not recorded'}</td>
        <td><Day date={onset} /></td>
        {past && <td><Day date={ended} /></td>}
        <td className="status">{status}</td>
        <td>{entry.author ?? 'Not recorded'}</td>
        <td>{linked.length === 0 ? 'None' : <button type="button" className="link" aria-expanded={open} onClick={() => { setOpen(!open); }}>{linked.length} {linked.length === 1 ? 'entry' : 'entries'}</button>}</td>
      </tr>
      {open && <tr className="sub-row"><td colSpan={past ? 7 : 6}><Linked record={record} references={linked} /></td></tr>}
    </>
  );
}

function Linked({ record, references }: { record: PatientRecord; references: readonly string[] }) {
  return (
    <ul className="lines">
      {references.map((reference) => {
        const found = record.find(reference);
        const entry = found && entryOf(record, found);
        return entry
          ? <li key={reference}><Day date={entry.date} /><span><span className="tag">{entry.type}</span> {entry.term} {entry.value}</span></li>
          : <li key={reference}><span>An entry that is not in this record</span></li>;
      })}
    </ul>
  );
}
