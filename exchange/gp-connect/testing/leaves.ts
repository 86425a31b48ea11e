/** One primitive value of a JSON document and the names that lead to it: `code.coding.system`, array positions left out. */
export interface Leaf {
  path: string;
  value: string | number | boolean;
}

export function leavesOf(value: unknown, path = ''): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((each: unknown) => leavesOf(each, path));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, child]) => leavesOf(child, path === '' ? key : `${path}.${key}`));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [{ path, value }] : [];
}

/** The leaves whose values are not among `present`, each value counted as often as it stands there. */
export function missing(wanted: readonly Leaf[], present: readonly Leaf[]): Leaf[] {
  const left = new Map<Leaf['value'], number>();
  for (const { value } of present) left.set(value, (left.get(value) ?? 0) + 1);
  return wanted.filter(({ value }) => {
    const count = left.get(value) ?? 0;
    left.set(value, count - 1);
    return count <= 0;
  });
}
