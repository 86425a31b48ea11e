/**
 * A person's name as people read it. Staff: CUI (ISB 1505 PAB-0049 to PAB-0054, ISB 1506 NID-0001 to NID-0010).
 * Patients: the order of everyday speech (NHS service manual).
 * CUI leaves middle names out of the display, so only the first given name is shown.
 */
import type { HumanName } from '@medplum/fhirtypes';
import { fhirInterval } from './dates.ts';

/** Best first. Old, maiden and anonymous names stand for the person only where there is no other. */
const OFFICIAL_ORDER: readonly (HumanName['use'] | 'none')[] = ['official', 'usual', 'none', 'temp', 'nickname'];

/**
 * The name a person goes by on record at a moment (epoch milliseconds): in force, official before usual before the rest,
 * the latest to begin among equals. Falls back to a name out of force rather than to none.
 */
export function officialName(names: readonly HumanName[] | undefined, at: number): HumanName | undefined {
  const all = names ?? [];
  const standing = all.filter((name) => rank(name) !== -1);
  const current = standing.filter((name) => inForce(name, at));
  const best = [current, standing, all].find((group) => group.length > 0) ?? [];
  return best.toSorted((a, b) => rank(a) - rank(b) || began(b) - began(a))[0];
}

/** `FAMILY, Given (Title)`: PAB-0049, PAB-0051, PAB-0052, PAB-0053. */
export function staffName(name: HumanName): string {
  const family = name.family?.trim().toLocaleUpperCase('en-GB') ?? '';
  const given = name.given?.[0]?.trim() ?? '';
  const joined = [family, given].filter((part) => part !== '').join(', ');
  const title = titleOf(name);
  if (joined === '') return name.text?.trim() ?? '';
  return title === '' ? joined : `${joined} (${title})`;
}

/** `Given Family`, also the accessible name of the staff form: capitals and commas read badly aloud. */
export function patientName(name: HumanName): string {
  const joined = [name.given?.[0], name.family].map((part) => part?.trim() ?? '').filter((part) => part !== '').join(' ');
  return joined === '' ? (name.text?.trim() ?? '') : joined;
}

/**
 * What the person likes to be called (PAB-0020, PAB-0054): a nickname in force, else a usual name that differs from the official.
 * Undefined where it would only repeat the official name.
 */
export function preferredName(names: readonly HumanName[] | undefined, at: number): string | undefined {
  const official = officialName(names, at);
  const preferred = (['nickname', 'usual'] as const)
    .map((use) => names?.find((name) => name.use === use && inForce(name, at)))
    .find((name) => name !== undefined && name !== official);
  if (preferred === undefined || official === undefined) return undefined;
  const text = patientName(preferred);
  return text === '' || text === patientName(official) ? undefined : text;
}

/** NID-0007 title case, NID-0010 no trailing full stop. */
function titleOf(name: HumanName): string {
  const words = (name.prefix ?? []).join(' ').replaceAll('.', '').split(/\s+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toLocaleUpperCase('en-GB') + word.slice(1).toLocaleLowerCase('en-GB')).join(' ');
}

function rank(name: HumanName): number {
  return OFFICIAL_ORDER.indexOf(name.use ?? 'none');
}

function began(name: HumanName): number {
  return fhirInterval(name.period?.start ?? '')?.low ?? -Infinity;
}

function inForce(name: HumanName, at: number): boolean {
  const end = fhirInterval(name.period?.end ?? '')?.high ?? Infinity;
  return began(name) <= at && at < end;
}
