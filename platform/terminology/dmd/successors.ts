/**
 * Which identifier has taken the place of an old one: from the previous identifiers that products, substances, forms,
 * routes, units and suppliers carry (…PREV), and from the history file.
 */
import type { Table } from './store/table.ts';
import { TABLES } from './layout.ts';

const PREVIOUS: Readonly<Record<string, string>> = { VTMIDPREV: 'VTMID', VPIDPREV: 'VPID', ISIDPREV: 'ISID' };

/** Old identifier to the one in its place, which may be old itself. */
export function readSuccessors(tables: (name: string) => Table): Map<string, string> {
  const successors = new Map<string, string>();
  const add = (old: string, current: string): void => {
    if (old !== '' && current !== '' && old !== current) successors.set(old, current);
  };
  for (const { name, fields } of TABLES) {
    const table = tables(name);
    for (let row = 0; row < table.length; row++) {
      if ('IDPREVIOUS' in fields) add(table.id(row, 'IDPREVIOUS'), table.id(row, 'IDCURRENT'));
      else if ('CDPREV' in fields) add(table.text(row, 'CDPREV'), table.text(row, 'CD'));
      else for (const [previous, current] of Object.entries(PREVIOUS)) if (previous in fields) add(table.id(row, previous), table.id(row, current));
    }
  }
  return successors;
}

/** The last identifier in the chain, or undefined where the first is not an old one. */
export function lastSuccessor(successors: ReadonlyMap<string, string>, old: string): string | undefined {
  const seen = new Set([old]);
  let last: string | undefined;
  for (let next = successors.get(old); next !== undefined && !seen.has(next); next = successors.get(next)) {
    seen.add(next);
    last = next;
  }
  return last;
}
