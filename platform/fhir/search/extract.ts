import type { ValuePath } from './definitions.ts';

/** A value of a resource that a parameter looks at. */
export interface Found {
  /** The FHIR data type. */
  type: string;
  value: unknown;
  /** The code systems that a `code` can be from; none where the definitions do not say. */
  systems: readonly string[];
}

export type Extractor = (from: unknown) => Found[];

const compiled = new WeakMap<readonly ValuePath[], Extractor>();

/** What stands at the paths, in a resource or in a part of one. Each set of paths is compiled once. */
export function extractorOf(paths: readonly ValuePath[]): Extractor {
  const known = compiled.get(paths);
  if (known !== undefined) return known;
  const each = paths.map(([path, type, ...systems]) => ({ walk: walkerOf(path), type, systems }));
  const extract: Extractor = (from) => {
    const found: Found[] = [];
    for (const { walk, type, systems } of each) walk(from, (value) => found.push({ type, value, systems }));
    return found;
  };
  compiled.set(paths, extract);
  return extract;
}

type Walker = (from: unknown, emit: (value: unknown) => void) => void;

/** `participant.actor->Patient`, `telecom[system=phone]`: see ValuePath. The empty path is the thing itself. */
function walkerOf(path: string): Walker {
  const steps = path.match(/->\w+|\[\w+=[\w-]+\]|\w+/g) ?? [];
  return steps.reduceRight<Walker>((next, step) => stepOf(step, next), (value, emit) => emit(value));
}

function stepOf(step: string, next: Walker): Walker {
  if (step.startsWith('->')) {
    const type = step.slice(2);
    return (from, emit) => (isReferenceTo(from, type) ? next(from, emit) : undefined);
  }
  const [, element, wanted] = /^\[(\w+)=([\w-]+)\]$/.exec(step) ?? [];
  if (element !== undefined) return (from, emit) => (member(from, element) === wanted ? next(from, emit) : undefined);
  return (from, emit) => {
    const value = member(from, step);
    if (Array.isArray(value)) for (const item of value as unknown[]) next(item, emit);
    else if (value !== undefined && value !== null) next(value, emit);
  };
}

/** A member of a JSON object. */
export function member(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null ? (from as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** A member that is text; undefined otherwise. */
export function textMember(from: unknown, name: string): string | undefined {
  const value = member(from, name);
  return typeof value === 'string' ? value : undefined;
}

/** The items of a member that is a list. */
export function listMember(from: unknown, name: string): readonly unknown[] {
  const value = member(from, name);
  return Array.isArray(value) ? value : [];
}

function isReferenceTo(from: unknown, type: string): boolean {
  const reference = textMember(from, 'reference') ?? '';
  return reference.startsWith(`${type}/`) || reference.includes(`/${type}/`) || member(from, 'type') === type;
}
