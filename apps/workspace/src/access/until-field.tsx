import { useId } from 'react';
import { formatStaffDate } from '../../../../platform/fhir/format.ts';
import { useNow } from '../components/use-now.ts';

const DAY = 86_400_000;
const LENGTHS = [[7, 'One week'], [30, '30 days'], [90, '90 days'], [365, 'One year']] as const;

/** For how long something is allowed, with the day it ends: nothing is allowed without an end. Its form value, `ends`, is an instant. */
export function UntilField() {
  const id = useId();
  const now = useNow();
  return (
    <div className="field">
      <label htmlFor={id}>For how long</label>
      <select id={id} name="ends">
        {LENGTHS.map(([days, words]) => {
          const ends = new Date(now.getTime() + days * DAY).toISOString();
          return <option key={days} value={ends}>{words}, until {formatStaffDate(ends)}</option>;
        })}
      </select>
    </div>
  );
}
