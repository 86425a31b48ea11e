/** Rows by what they belong to: those of key k are `rows[at[k]]` to `rows[at[k + 1]]`, in the order they came in. */
export interface Grouped {
  at: Uint32Array;
  rows: Uint32Array;
}

/** No row of a key: the row belongs to nothing and is left out. */
export const NOWHERE = 0xffffffff;

/** Counting sort of rows by key, 0 to `size` − 1 or NOWHERE. */
export function groupRows(keys: Uint32Array, size: number): Grouped {
  const at = new Uint32Array(size + 1);
  for (const key of keys) if (key !== NOWHERE) at[key + 1] = (at[key + 1] ?? 0) + 1;
  for (let key = 0; key < size; key++) at[key + 1] = (at[key + 1] ?? 0) + (at[key] ?? 0);
  const rows = new Uint32Array(at[size] ?? 0);
  const next = at.slice(0, size);
  keys.forEach((key, row) => {
    if (key === NOWHERE) return;
    const place = next[key] ?? 0;
    rows[place] = row;
    next[key] = place + 1;
  });
  return { at, rows };
}

/** The column with its rows in another order. */
export function reordered<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(column: T, rows: Uint32Array, make: (length: number) => T): T {
  const ordered = make(rows.length);
  for (let i = 0; i < rows.length; i++) ordered[i] = column[rows[i] ?? 0] ?? 0;
  return ordered;
}
