import { splitEscaped, unescaped } from './escapes.ts';
import { type Found, member, textMember } from './extract.ts';
import { tokenTest } from './token.ts';

const LOCAL = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/;

/** `Type/id` of a reference to something kept here, whatever version it names; undefined for any other. */
function localTarget(reference: string, base: string): string | undefined {
  const relative = base !== '' && reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : reference;
  const [, type, id] = LOCAL.exec(relative) ?? [];
  return type === undefined || id === undefined ? undefined : `${type}/${id}`;
}

/** What a reference value may lead to: `Type/id` each, or an address elsewhere. A bare id stands for any of the types. */
export function readReference(value: string, types: readonly string[] | undefined, base: string): { targets: string[]; bareId: string | undefined } {
  const text = unescaped(value);
  const local = localTarget(text, base);
  if (local !== undefined) return { targets: [local], bareId: undefined };
  if (/[/:]/.test(text)) return { targets: [text], bareId: undefined };
  return types === undefined ? { targets: [], bareId: text } : { targets: types.map((type) => `${type}/${text}`), bareId: undefined };
}

/** Matches Reference, canonical and uri values. */
export function referenceTest(value: string, types: readonly string[] | undefined, base: string): (found: Found) => boolean {
  const { targets, bareId } = readReference(value, types, base);
  const wanted = new Set(targets);
  return (found) => {
    const own = addressOf(found, base);
    if (own === undefined) return false;
    if (bareId !== undefined) return own.slice(own.indexOf('/') + 1) === bareId;
    return wanted.has(own) || (found.type !== 'Reference' && wanted.has(own.split('|')[0] ?? ''));
  };
}

/** `:identifier`: the identifier that stands in the reference itself. */
export function referenceIdentifierTest(value: string): (found: Found) => boolean {
  const test = tokenTest(value);
  return ({ value: own }) => test({ type: 'Identifier', value: member(own, 'identifier'), systems: [] });
}

/** `Type/id`, or the address as it stands where it leads elsewhere. */
export function addressOf({ value }: Found, base: string): string | undefined {
  const reference = typeof value === 'string' ? value : textMember(value, 'reference');
  return reference === undefined ? undefined : (localTarget(reference, base) ?? reference);
}

/** The alternatives of a reference parameter that all name a patient: their ids. */
export function patientIds(values: readonly string[], types: readonly string[] | undefined, base: string): string[] | undefined {
  const ids: string[] = [];
  for (const value of values) {
    const { targets, bareId } = readReference(value, types, base);
    const id = bareId ?? targets.find((target) => target.startsWith('Patient/'))?.slice('Patient/'.length);
    if (id === undefined) return undefined;
    ids.push(id);
  }
  return ids;
}

/** A uri parameter: the whole text; `:below` what it begins, `:above` what begins it. */
export function uriTest(value: string, modifier: string): (found: Found) => boolean {
  const text = splitEscaped(value, ',').map(unescaped).join(',');
  const holds: (own: string) => boolean =
    modifier === 'below' ? (own) => own === text || own.startsWith(text.endsWith('/') ? text : `${text}/`) : modifier === 'above' ? (own) => own === text || text.startsWith(own.endsWith('/') ? own : `${own}/`) : (own) => own === text || own.split('|')[0] === text;
  return ({ value: own }) => typeof own === 'string' && holds(own);
}
