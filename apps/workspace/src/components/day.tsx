import { memo } from 'react';
import { formatPatientDate, formatStaff, formatStaffDate } from '../../../../platform/fhir/format.ts';

/**
 * A date as staff read it (`14-Aug-1980`, D+Ta-0002), said in full by a screen reader (D+Ta-0015).
 * A missing date says so in words (D+Ta-0022).
 */
export const Day = memo(function Day({ date, time = false, missing = 'Not recorded' }: { date: string | undefined; time?: boolean; missing?: string }) {
  const shown = date === undefined ? undefined : time ? formatStaff(date) : formatStaffDate(date);
  if (date === undefined || shown === undefined) return <span className="day missing">{date ?? missing}</span>;
  const clock = time ? shown.slice(11) : '';
  return (
    <time className="day" dateTime={date}>
      <span aria-hidden="true">{shown}</span>
      <span className="visually-hidden">{formatPatientDate(date)}{clock}</span>
    </time>
  );
});
