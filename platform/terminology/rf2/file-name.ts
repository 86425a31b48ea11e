/**
 * Names of RF2 files. SNOMED CT Release File Specifications, 3.3.2 "Release File Naming Convention":
 * `sct2_Description_UKCLSnapshot-en_GB1000000_20260930.txt`, `der2_cRefset_LanguageSnapshot-en_INT_20260901.txt`.
 */
export type ReleaseKind = 'Full' | 'Snapshot' | 'Delta';

export interface ReleaseFileName {
  /** `Concept`, `Description`, `Refset` … as in the name. */
  content: string;
  /** Of a reference set: the kinds of its fields beyond the first six: c, i and s. */
  pattern: string;
  kind: ReleaseKind;
  /** Country or namespace: INT, GB, GB1000000. */
  country: string;
  /** YYYYMMDD. */
  date: number;
}

const NAME = /^x?(?:sct2|der2)_(?:([cis]*)(Refset)|(Stated_Relationship|[A-Za-z]+))_[A-Za-z0-9-]*?(Full|Snapshot|Delta)(?:-[A-Za-z-]+)?_([A-Za-z0-9]+)_(\d{8})\.txt$/;

/** Whether a file claims to be part of a release: documents and spreadsheets do not. */
export function isReleaseFile(name: string): boolean {
  return /^x?(?:sct2|der2)_.*\.txt$/i.test(name);
}

/** Undefined for a name that is not formed as one. */
export function parseFileName(name: string): ReleaseFileName | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, pattern = '', refset, content = '', kind, country = '', date] = match;
  if (kind !== 'Full' && kind !== 'Snapshot' && kind !== 'Delta') return undefined;
  return { content: refset ?? content.replace('_', ''), pattern, kind, country, date: Number(date) };
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether YYYYMMDD is a day that there was. */
export function isDate(date: number): boolean {
  const [year, month, day] = [Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return year >= 1900 && year <= 9999 && day >= 1 && day <= (month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0));
}
