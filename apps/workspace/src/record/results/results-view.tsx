import { useDeferredValue, useState } from 'react';
import { Day } from '../../components/day.tsx';
import { resultsOf } from '../model/results.ts';
import type { TestResults } from '../model/results.ts';
import type { PatientRecord } from '../model/record.ts';
import { TestPanel } from './test-panel.tsx';

/** Results by test: the latest value large, the one before it beside it, the others on request. */
export function ResultsView({ record }: { record: PatientRecord }) {
  const tests = resultsOf(record);
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string>();
  const wanted = useDeferredValue(words).toLowerCase().split(/\s+/);
  const shown = tests.filter((test) => wanted.every((word) => test.name.toLowerCase().includes(word)));
  const selected = shown.find((test) => test.key === chosen) ?? shown.find((test) => test.readings.length > 1) ?? shown[0];
  if (tests.length === 0) return <><h1>Results</h1><p className="none">No results recorded</p></>;
  return (
    <>
      <div className="view-head">
        <h1>Results</h1>
        <label className="inline-field">Find a test <input type="search" value={words} onChange={(event) => { setWords(event.target.value); }} /></label>
        <span className="quiet" role="status">{shown.length} of {tests.length} tests</span>
      </div>
      <div className="split">
        <div className="table-scroll tests" role="region" aria-label="Tests" tabIndex={0}>
          <table className="table">
            <thead><tr><th scope="col">Test</th><th scope="col">Latest</th><th scope="col">Date</th><th scope="col">Before</th></tr></thead>
            <tbody>{shown.map((test) => <TestRow key={test.key} test={test} selected={test === selected} onChoose={() => { setChosen(test.key); }} />)}</tbody>
          </table>
        </div>
        {selected && <TestPanel key={selected.key} test={selected} />}
      </div>
    </>
  );
}

function TestRow({ test, selected, onChoose }: { test: TestResults; selected: boolean; onChoose: () => void }) {
  const { name, latest, readings } = test;
  const [, previous] = readings;
  return (
    <tr className={selected ? 'selected' : ''}>
      <th scope="row"><button type="button" className="row-button" aria-pressed={selected} onClick={onChoose}>{name}</button></th>
      <td><span className="latest nowrap">{latest.shown}</span>{latest.flag !== undefined && <div className="flag">{latest.flag}</div>}</td>
      <td><Day date={latest.entry.date} /></td>
      <td>{previous ? <>{previous.shown}<div className="quiet"><Day date={previous.entry.date} /></div></> : <span className="quiet">None</span>}</td>
    </tr>
  );
}
