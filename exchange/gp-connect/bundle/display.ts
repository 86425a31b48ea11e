import { isObject } from '../reading/reader.ts';
import type { RawEntry } from './entries.ts';

/** The name a screen shows for a person, place or organisation of the source; undefined for all else. */
export function displayOf({ type, resource }: RawEntry): string | undefined {
  const name = resource['name'];
  if (type === 'Practitioner') return personName(Array.isArray(name) ? name[0] : name);
  if (type === 'Organization' || type === 'Location' || type === 'HealthcareService') return text(name);
  return undefined;
}

function personName(name: unknown): string | undefined {
  if (!isObject(name)) return undefined;
  const parts = [...texts(name['prefix']), ...texts(name['given']), ...texts(name['family']), ...texts(name['suffix'])];
  return text(name['text']) ?? (parts.length > 0 ? parts.join(' ') : undefined);
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((each: unknown) => text(each) ?? []);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
