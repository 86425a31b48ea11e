import { useId, useState } from 'react';
import { parseDateEntry } from '../../../../platform/fhir/date-entry.ts';
import { formatStaffDate } from '../../../../platform/fhir/format.ts';

interface DateFieldProps {
  label: string;
  /** FHIR date, '' for none. */
  value: string;
  onChange: (value: string) => void;
}

/** A date typed as one likes: 14/8/80, aug 2020, 2019, today, -3m. What can be read in two ways is asked (D+Tc-0038). */
export function DateField({ label, value, onChange }: DateFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const [readings, setReadings] = useState<readonly string[]>([]);
  const [wrong, setWrong] = useState(false);
  const text = typed ?? (value === '' ? '' : formatStaffDate(value) ?? value);

  function read() {
    const entry = text.trim();
    const found = entry === '' ? [] : parseDateEntry(entry, new Date().toISOString().slice(0, 10));
    setWrong(entry !== '' && found.length === 0);
    setReadings(found.length > 1 ? found : []);
    const [only] = found;
    if (entry === '') setTyped(undefined);
    if (entry === '' && value !== '') onChange('');
    else if (found.length === 1 && only !== undefined) take(only);
  }

  function take(date: string) {
    setReadings([]);
    setTyped(undefined);
    if (date !== value) onChange(date);
  }

  return (
    <div className="filter date-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id} type="text" size={11} autoComplete="off" placeholder="14/8/80" value={text}
        onChange={(event) => { setTyped(event.target.value); setWrong(false); setReadings([]); }}
        onBlur={read} onKeyDown={(event) => { if (event.key === 'Enter') read(); }}
        {...(wrong ? { 'aria-invalid': true, 'aria-describedby': `${id}e` } : {})}
      />
      {wrong && <p id={`${id}e`} className="field-error" role="alert">Not a date</p>}
      {readings.length > 0 && (
        <div className="readings" role="group" aria-label="Which date do you mean?">
          {readings.map((reading) => <button key={reading} type="button" className="button small" onClick={() => { take(reading); }}>{formatStaffDate(reading)}</button>)}
        </div>
      )}
    </div>
  );
}
