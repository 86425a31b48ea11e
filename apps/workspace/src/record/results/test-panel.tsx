import { useState } from 'react';
import { Day } from '../../components/day.tsx';
import type { Reading, TestResults } from '../model/results.ts';
import { chartScale } from './chart-scale.ts';
import { TrendChart } from './trend-chart.tsx';

const FIRST = 20;

/** One test: its trend and its table twin. In the table time runs down, newest on top. */
export function TestPanel({ test }: { test: TestResults }) {
  const [all, setAll] = useState(false);
  const scale = chartScale(test.readings);
  const readings = all ? test.readings : test.readings.slice(0, FIRST);
  return (
    <section className="test-panel" aria-label={test.name}>
      {scale ? <TrendChart name={test.name} scale={scale} /> : <h2>{test.name}</h2>}
      <div className="table-scroll" role="region" aria-label={`${test.name}, all readings`} tabIndex={0}>
        <table className="table banded">
          <caption className="visually-hidden">{test.name}, all readings</caption>
          <thead><tr><th scope="col">Date</th><th scope="col" className="number">Value</th><th scope="col"><span className="visually-hidden">Mark</span></th><th scope="col">Range</th><th scope="col">By</th></tr></thead>
          <tbody>{readings.map((reading) => <ReadingRow key={reading.entry.key} reading={reading} />)}</tbody>
        </table>
      </div>
      {test.readings.length > readings.length && <button type="button" className="link" onClick={() => { setAll(true); }}>Show all {test.readings.length}</button>}
    </section>
  );
}

function ReadingRow({ reading }: { reading: Reading }) {
  const { entry } = reading;
  return (
    <tr>
      <td><Day date={entry.date} time /></td>
      <td className="number nowrap"><strong>{reading.shown}</strong></td>
      <td>{reading.flag !== undefined && <span className="flag">{reading.flag}</span>}</td>
      <td>{reading.range?.shown ?? ''}</td>
      <td>{entry.author ?? 'Not recorded'}{entry.text !== undefined && <div className="note">{entry.text}</div>}</td>
    </tr>
  );
}
