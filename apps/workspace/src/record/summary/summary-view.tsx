import type { ReactNode } from 'react';
import { go } from '../../app/routes.ts';
import type { View } from '../../app/routes.ts';
import { StartApp } from '../../apps-admin/start-app.tsx';
import { Day } from '../../components/day.tsx';
import { allergiesOf } from '../model/allergies.ts';
import type { Allergies } from '../model/allergies.ts';
import type { Entry } from '../model/entry.ts';
import { journalOf } from '../model/journal.ts';
import { lastValuesOf } from '../model/last-values.ts';
import { medicinesOf } from '../model/medication.ts';
import type { Medicine } from '../model/medication.ts';
import { problemsOf } from '../model/problems.ts';
import type { Problem } from '../model/problems.ts';
import type { PatientRecord } from '../model/record.ts';
import { warningsOf } from '../model/warnings.ts';

const RECENT = 10;

/** The record at a glance. Every part leads to its full view; nothing clinical is shortened. */
export function SummaryView({ record }: { record: PatientRecord }) {
  const problems = problemsOf(record);
  const medicines = medicinesOf(record);
  const current = medicines.filter((medicine) => medicine.current);
  const allergies = allergiesOf(record);
  const active = problems.filter((problem) => problem.active);
  return (
    <>
      <h1 className="visually-hidden">Summary</h1>
      {warningsOf(record).map((warning) => <p key={warning} className="warning-line">{warning}</p>)}
      <div className="summary">
        <div className="column">
          <Part record={record} title={`Active problems (${active.length})`} view="problems"><Problems problems={active} past={problems.length - active.length} /></Part>
          <Part record={record} title={allergies.state} view="allergies" warn={allergies.state === 'Known allergies'}><AllergyLines allergies={allergies} /></Part>
          <Part record={record} title="Last values" view="results"><LastValues record={record} /></Part>
        </div>
        <Part record={record} title={`Current medication (${current.length})`} view="medication"><Medication medicines={current} past={medicines.length - current.length} /></Part>
        <Part record={record} title="Recent consultations" view="journal"><Recent record={record} /></Part>
      </div>
      <StartApp patientId={record.patient.id} />
    </>
  );
}

interface PartProps {
  record: PatientRecord;
  title: string;
  view: View;
  warn?: boolean;
  children: ReactNode;
}

function Part({ record, title, view, warn = false, children }: PartProps) {
  return (
    <section className={warn ? 'card warn' : 'card'}>
      <h2><button type="button" className="heading-link" onClick={() => { go({ page: 'patient', patientId: record.patient.id, view }); }}>{title}</button></h2>
      {children}
    </section>
  );
}

function Problems({ problems, past }: { problems: readonly Problem[]; past: number }) {
  if (problems.length === 0) return <p className="none">No active problems recorded</p>;
  return (
    <>
      <ul className="lines">
        {problems.map(({ entry, onset, significance }) => (
          <li key={entry.key}>
            <Day date={onset ?? entry.date} />
            <span><strong className={significance === 'minor' ? 'minor' : ''}>{entry.term}</strong>{significance === 'minor' && <span className="quiet"> minor</span>}</span>
          </li>
        ))}
      </ul>
      {past > 0 && <p className="quiet">{past} past</p>}
    </>
  );
}

function Medication({ medicines, past }: { medicines: readonly Medicine[]; past: number }) {
  if (medicines.length === 0) return <p className="none">No current medication recorded</p>;
  return (
    <>
      <ul className="lines plain">
        {medicines.map(({ key, drug, dose, status, lastIssued }) => (
          <li key={key}>
            <span>
              <strong>{drug}</strong>{status !== 'Active' && <em> {status}</em>}<br />
              <span className="label">DOSE</span> {dose}{lastIssued !== undefined && <span className="quiet"> — issued <Day date={lastIssued} /></span>}
            </span>
          </li>
        ))}
      </ul>
      {past > 0 && <p className="quiet">{past} past</p>}
    </>
  );
}

function AllergyLines({ allergies }: { allergies: Allergies }) {
  return (
    <ul className="lines">
      {allergies.active.map(({ entry, updated, reactions, coded }) => (
        <li key={entry.key}>
          <Day date={updated} />
          <span>{coded ? <strong>{entry.term}</strong> : entry.term}{reactions !== '' && `: ${reactions}`}</span>
        </li>
      ))}
      {allergies.noneKnown.map((entry) => <li key={entry.key}><Day date={entry.date} /><span>{entry.term}</span></li>)}
    </ul>
  );
}

function LastValues({ record }: { record: PatientRecord }) {
  return (
    <dl className="last-values">
      {lastValuesOf(record).map(({ label, shown, entry, flag, previous }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{shown === undefined
            ? <span className="quiet">Not recorded</span>
            : <><strong>{shown}</strong>{flag !== undefined && <span className="flag"> {flag}</span>} <Day date={entry?.date} />{previous && <div className="quiet">before {previous.shown} <Day date={previous.date} /></div>}</>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Recent({ record }: { record: PatientRecord }) {
  const recent = journalOf(record).filter((group) => group.consultation !== undefined).slice(0, RECENT);
  if (recent.length === 0) return <p className="none">No consultations recorded</p>;
  return (
    <ul className="lines consultations">
      {recent.map(({ key, consultation, items }) => consultation && (
        <li key={key}>
          <Day date={consultation.date} />
          <span><strong>{consultation.term}</strong>{consultation.author !== undefined && <span className="quiet"> {consultation.author}</span>}<br />
            {items.map(({ entry }) => inShort(entry)).join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  );
}

function inShort({ type, term, value, text }: Entry): string {
  if (type === 'Comment') return value ?? text ?? term;
  return value === undefined ? term : `${term} ${value}`;
}
