import type { Components } from '../components.ts';
import { packTable, unpackTable } from './pack-table.ts';
import { toComponents, toTables } from './to-components.ts';

/** The components of a release as blocks of bytes, to be kept as what the next Delta is laid upon. */
export function encodeComponents(components: Components): Record<string, Uint8Array> {
  return Object.fromEntries([...toTables(components)].map(([key, table], i) => [`table-${i}`, packTable(key, table)]));
}

export function decodeComponents(blocks: Readonly<Record<string, Uint8Array>>): Components {
  return toComponents(new Map(Object.values(blocks).map((block) => {
    const { about, table } = unpackTable(block);
    return [about, table.columns];
  })));
}
