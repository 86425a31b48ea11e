import { momentOf } from './by-date.ts';
import { hasCode } from './coding.ts';
import { entryOf } from './entry.ts';
import type { Entry } from './entry.ts';
import { perRecord } from './per-record.ts';
import { resultsOf } from './results.ts';
import type { Reading } from './results.ts';

/** One of the values a clinician looks at first. */
export interface LastValue {
  label: string;
  shown?: string;
  flag?: string;
  entry?: Entry;
  previous?: { shown: string; date?: string };
  /** The test it belongs to in Results. */
  test?: string;
}

const WANTED: readonly { label: string; codes: readonly string[] }[] = [
  { label: 'Blood pressure', codes: ['blood-pressure'] },
  { label: 'Weight', codes: ['27113001', '162763007', '29463-7'] },
  { label: 'Body mass index', codes: ['60621009', '39156-5'] },
  { label: 'HbA1c', codes: ['999791000000106', '1019431000000105', '1049301000000100', '4548-4', '59261-8'] },
];

const SMOKING = new Set([
  '266919005', '8517006', '77176002', '65568007', '160603005', '160604004', '160605003', '160606002', '8392000', '266920004',
  '230059006', '230060001', '230062009', '230063004', '230064005', '230065006', '56578002', '56771006', '56294008', '160616005',
  '160617001', '160618006', '160619003', '160625004', '266918002', '59978006', '82302008', '228494002', '428041000124106', '449868002',
  '394871007', '394872000', '394873005', '72166-2', '365981007', '735128000', '786063001', '87739003', '230057008', '230058003',
]);

/** Blood pressure, weight, body mass index, HbA1c and smoking, as last recorded; a missing one says so by having no value. */
export const lastValuesOf = perRecord((record): LastValue[] => {
  const tests = resultsOf(record);
  const values = WANTED.map(({ label, codes }): LastValue => {
    const readings = tests.filter((test) => codes.includes(test.key)).flatMap((test) => test.readings.map((reading) => ({ reading, test: test.key })));
    readings.sort((a, b) => momentOf(b.reading.entry.date) - momentOf(a.reading.entry.date));
    const [latest, previous] = readings;
    return latest ? valueOf(label, latest.test, latest.reading, previous?.reading) : { label };
  });
  return [...values, smokingOf(record)];
});

function valueOf(label: string, test: string, latest: Reading, previous: Reading | undefined): LastValue {
  const before = previous?.entry.date;
  return {
    label, test, shown: latest.shown, entry: latest.entry,
    ...(latest.flag === undefined ? {} : { flag: latest.flag }),
    ...(previous ? { previous: { shown: previous.shown, ...(before === undefined ? {} : { date: before }) } } : {}),
  };
}

const smokingOf = perRecord((record): LastValue => {
  const entries = record.ofType('Observation').filter((one) => hasCode(one.code, SMOKING)).map((one) => entryOf(record, one));
  const [latest] = entries.sort((a, b) => momentOf(b.date) - momentOf(a.date));
  return latest ? { label: 'Smoking', shown: latest.value === undefined ? latest.term : `${latest.term}: ${latest.value}`, entry: latest } : { label: 'Smoking' };
});
