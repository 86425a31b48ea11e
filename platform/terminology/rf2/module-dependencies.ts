/**
 * Which module needs which other, and in which version. SNOMED CT Release File Specifications, 5.2.4.2 "Module
 * Dependency Reference Set".
 */
import { codeAt, textAt } from '../columns.ts';
import type { Merged, Part } from './merge-tables.ts';
import { ReleaseFault } from './release-fault.ts';

export const DEPENDENCY_TABLE = 'refset ss sourceEffectiveTime targetEffectiveTime';
const DEPENDENCY_REFSET = '900000000000534007';
const INTERNATIONAL_CORE = '900000000000207008';

interface Dependency {
  from: string;
  fromVersion: number;
  to: string;
  toVersion: number;
  file: string;
  line: number;
}

/**
 * Refuses packages that do not go together: a module needs a version of another that is not the one given. Answers the
 * module that stands for all of it: none needs it, and it needs most.
 */
export function checkDependencies(parts: readonly Part[], merged: Merged | undefined): string {
  const all = merged === undefined ? [] : dependencies(parts, merged);
  const version = new Map<string, number>();
  for (const { from, fromVersion } of all) version.set(from, Math.max(fromVersion, version.get(from) ?? 0));
  const current = all.filter(({ from, fromVersion }) => fromVersion === version.get(from));
  // A module that needs nothing says nothing of its own version: those that need it have to agree.
  const needed = new Map<string, number>();
  for (const { to, toVersion } of current) needed.set(to, Math.max(toVersion, needed.get(to) ?? 0));
  const [sure, inferred] = [current.filter(({ to }) => version.has(to)), current.filter(({ to }) => !version.has(to))];
  for (const each of [...sure, ...inferred]) {
    const given = version.get(each.to) ?? needed.get(each.to) ?? 0;
    if (each.toVersion !== given) throw new ReleaseFault(each.file, each.line, `module ${each.from} of ${each.fromVersion} needs module ${each.to} of ${each.toVersion}, and the one given is of ${given}: the packages do not go together`);
  }
  return mainModule(current);
}

function dependencies(parts: readonly Part[], { columns, count, picked }: Merged): Dependency[] {
  const [active, refset, module, component, source, target] = ['active', 'refset', 'module', 'component', 'f0', 'f1'].map((name) => columns.get(name));
  if (active?.kind !== 'u8' || refset?.kind !== 'ids' || module?.kind !== 'ids' || component?.kind !== 'ids' || source?.kind !== 'texts' || target?.kind !== 'texts') return [];
  const found: Dependency[] = [];
  for (let row = 0; row < count; row++) {
    if (active.rows[row] !== 1 || codeAt(refset.rows, row) !== DEPENDENCY_REFSET) continue;
    const part = parts[picked.parts[row] ?? 0];
    found.push({
      from: codeAt(module.rows, row), fromVersion: Number(textAt(source.rows, row)), to: codeAt(component.rows, row), toVersion: Number(textAt(target.rows, row)),
      file: part?.file ?? '', line: part?.table.lines[picked.rows[row] ?? 0] ?? 0,
    });
  }
  return found;
}

function mainModule(current: readonly Dependency[]): string {
  const needs = new Map<string, Set<string>>();
  for (const { from, to } of current) needs.set(from, (needs.get(from) ?? new Set()).add(to));
  const isNeeded = new Set(current.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const reach = (module: string): number => {
    const reached = new Set([module]);
    for (const each of reached) for (const next of needs.get(each) ?? []) reached.add(next);
    return reached.size;
  };
  const [main] = [...needs.keys()].filter((module) => !isNeeded.has(module)).map((module) => ({ module, reach: reach(module) })).sort((a, b) => b.reach - a.reach || (a.module < b.module ? -1 : 1));
  return main?.module ?? INTERNATIONAL_CORE;
}
