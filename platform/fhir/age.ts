/**
 * A person's age in the units of the CUI patient banner (ISB 1505, tables 7 and 8; PAB-0023, PAB-0034):
 * `90min`, `26hrs`, `3d`, `4w 1d`, `12m 8d`, `4y 1m`, `61y`. A lower unit of nought is left out: `4w`.
 */
import { dateShape, daysInMonth } from './date-shape.ts';
import { fhirInterval } from './dates.ts';
import { londonOffset } from './london-time.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/**
 * The age at a date, which for age at death is the date of death. Both are FHIR dates or dateTimes.
 * Minutes and hours need both to hold a time. Where one of them is so coarse that the age is uncertain
 * (born 1980, say), or the birth is later, there is no age: undefined.
 */
export function formatAge(birth: string, at: string): string | undefined {
  const [born, then] = [fhirInterval(birth), fhirInterval(at)];
  if (born === undefined || then === undefined) return undefined;
  if (dateShape(birth) === 'instant' && dateShape(at) === 'instant') return ageBetween(born.low, then.low, true);
  const least = ageBetween(born.high - 1, then.low, false);
  const most = ageBetween(born.low, then.high - 1, false);
  return least === most ? least : undefined;
}

function ageBetween(birth: number, at: number, exact: boolean): string | undefined {
  if (exact) {
    const elapsed = at - birth;
    if (elapsed < 0) return undefined;
    if (elapsed < 2 * HOUR) return `${Math.floor(elapsed / 60_000)}min`;
    if (elapsed < 2 * DAY) return `${Math.floor(elapsed / HOUR)}hrs`;
  }
  const [from, to] = [civilDay(birth), civilDay(at)];
  if (to < from) return undefined;
  const days = (to - from) / DAY;
  const months = wholeMonths(from, to);
  if (days < 28) return `${days}d`;
  if (months < 12) return units(Math.floor(days / 7), 'w', days % 7, 'd');
  if (months < 24) return units(months, 'm', (to - addMonths(from, months)) / DAY, 'd');
  if (months < 18 * 12) return units(Math.floor(months / 12), 'y', months % 12, 'm');
  return `${Math.floor(months / 12)}y`;
}

function units(upper: number, upperUnit: string, lower: number, lowerUnit: string): string {
  return lower === 0 ? `${upper}${upperUnit}` : `${upper}${upperUnit} ${lower}${lowerUnit}`;
}

/** Somebody born on 29 February comes of age on 1 March of a common year, as English law has it. */
function wholeMonths(from: number, to: number): number {
  const [a, b] = [new Date(from), new Date(to)];
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  return b.getUTCDate() < a.getUTCDate() ? months - 1 : months;
}

function addMonths(from: number, months: number): number {
  const start = new Date(from);
  const first = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1));
  const last = daysInMonth(first.getUTCFullYear(), first.getUTCMonth() + 1);
  return first.setUTCDate(Math.min(start.getUTCDate(), last));
}

/** London's date at a moment, as the epoch milliseconds of its midnight in UTC. */
function civilDay(moment: number): number {
  return Math.floor((moment + londonOffset(moment)) / DAY) * DAY;
}
