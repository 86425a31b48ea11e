import { indexKey } from './index-key.ts';

/** Short names for the code systems a GP record is full of; any other system stands in full. */
const ALIASES: Record<string, string> = {
  'http://snomed.info/sct': 'sct',
  'http://loinc.org': 'loinc',
  'http://read.info/readv2': 'read2',
  'http://read.info/ctv3': 'ctv3',
};
const SYSTEMS = new Map(Object.entries(ALIASES).map(([system, alias]) => [alias, system]));

/** `sct|44054006`: the form in which a coding is indexed. */
export function codeKey(system: string | undefined, code: string): string {
  const name = system ?? '';
  return `${ALIASES[name] ?? indexKey(name)}|${indexKey(code)}`;
}

/** The system and code that a key stands for. */
export function fromCodeKey(key: string): { system: string; code: string } {
  const at = key.lastIndexOf('|');
  const name = key.slice(0, at);
  return { system: SYSTEMS.get(name) ?? name, code: key.slice(at + 1) };
}
