/** Something that belongs to one resource, in a stream ordered by type and id (by bytes: both are ASCII). */
export interface Keyed {
  type: string;
  id: string;
}

/**
 * Walks a stream beside another one of the same order: `take(type, id)` answers the rows of that resource and calls
 * `skipped` for each row before it, which belongs to no resource of the other stream; `rest` does so for what remains.
 */
export interface Grouped<T extends Keyed> {
  take(type: string, id: string): Promise<T[]>;
  rest(): Promise<void>;
}

export function grouped<T extends Keyed>(rows: AsyncGenerator<T>, skipped: (row: T) => void): Grouped<T> {
  let next: T | undefined;
  let started = false;
  const advance = async (): Promise<T | undefined> => {
    const result = await rows.next();
    return result.done === true ? undefined : result.value;
  };
  return {
    async take(type, id) {
      if (!started) next = await advance();
      started = true;
      const found: T[] = [];
      while (next !== undefined && compare(next, type, id) <= 0) {
        if (compare(next, type, id) === 0) found.push(next);
        else skipped(next);
        next = await advance();
      }
      return found;
    },
    async rest() {
      if (!started) next = await advance();
      while (next !== undefined) {
        skipped(next);
        next = await advance();
      }
    },
  };
}

function compare(row: Keyed, type: string, id: string): number {
  if (row.type !== type) return row.type < type ? -1 : 1;
  return row.id === id ? 0 : row.id < id ? -1 : 1;
}
