import type { ListedCode, ListedCodeSystem } from '../published/published.ts';
import type { Coded } from './coded.ts';

interface Place {
  listed: ListedCode;
  above: readonly string[];
}

/** Each code of a listed code system with the codes above it, nearest first, in the system's own order. */
const placesOf = (() => {
  const held = new WeakMap<ListedCodeSystem, ReadonlyMap<string, Place>>();
  return (system: ListedCodeSystem): ReadonlyMap<string, Place> => {
    const standing = held.get(system);
    if (standing !== undefined) return standing;
    const places = new Map<string, Place>();
    const walk = (codes: readonly ListedCode[], above: readonly string[]): void => {
      for (const listed of codes) {
        places.set(listed.code, { listed, above });
        walk(listed.below ?? [], [listed.code, ...above]);
      }
    };
    walk(system.concepts, []);
    held.set(system, places);
    return places;
  };
})();

function coded({ url }: ListedCodeSystem, { code, display, abstract }: ListedCode): Coded {
  return { system: url, code, display: display ?? code, ...(abstract === true ? { abstract } : {}) };
}

export function allCodes(system: ListedCodeSystem): Coded[] {
  return [...placesOf(system).values()].map(({ listed }) => coded(system, listed));
}

/** A code of the system, in whatever case where case does not matter there; undefined where it has none such. */
export function listedCode(system: ListedCodeSystem, code: string): Coded | undefined {
  const places = placesOf(system);
  const found = places.get(code) ?? (system.caseSensitive ? undefined : [...places.values()].find(({ listed }) => listed.code.toLowerCase() === code.toLowerCase()));
  return found === undefined ? undefined : coded(system, found.listed);
}

/** The codes above one, nearest first. */
export function listedAbove(system: ListedCodeSystem, code: string): readonly string[] {
  return placesOf(system).get(code)?.above ?? [];
}

export function listedBelow(system: ListedCodeSystem, code: string): string[] {
  return (placesOf(system).get(code)?.listed.below ?? []).map((one) => one.code);
}

/** The codes that a filter of a value set leaves, or undefined for one that is not understood. */
export function filteredCodes(system: ListedCodeSystem, { property, op, value }: { property: string; op: string; value: string }): Coded[] | undefined {
  const places = [...placesOf(system).values()];
  const isBelow = ({ above }: Place): boolean => above.includes(value);
  const isIt = ({ listed }: Place): boolean => listed.code === value;
  const kept = (test: (place: Place) => boolean): Coded[] => places.filter(test).map(({ listed }) => coded(system, listed));
  if (property !== 'concept' && property !== 'code') return undefined;
  switch (op) {
    case 'is-a': return kept((place) => isIt(place) || isBelow(place));
    case 'descendent-of': return kept(isBelow);
    case 'is-not-a': return kept((place) => !isIt(place) && !isBelow(place));
    case '=': return kept(isIt);
    case 'in': return kept(({ listed }) => value.split(',').includes(listed.code));
    case 'not-in': return kept(({ listed }) => !value.split(',').includes(listed.code));
    default: return undefined;
  }
}
