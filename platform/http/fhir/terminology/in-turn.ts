export interface Page<T> {
  total: number;
  page: T[];
}

/** A list that is asked for by the piece: how long it is, and what stands in it from `offset` on. */
export type Part<T> = (offset: number, limit: number) => Page<T>;

/** Lists one after another, as one. */
export function inTurn<T>(parts: readonly Part<T>[], offset: number, limit: number): Page<T> {
  let total = 0;
  const page: T[] = [];
  for (const part of parts) {
    const found = part(Math.max(offset - total, 0), limit - page.length);
    total += found.total;
    page.push(...found.page);
  }
  return { total, page };
}

/** A list that is there, each of whose members is shown as asked. */
export function partOf<A, T>(all: readonly A[], shown: (one: A) => T): Part<T> {
  return (offset, limit) => ({ total: all.length, page: all.slice(offset, offset + limit).map(shown) });
}
