/** A column of whole numbers that grows as rows are read, and can be read while it does. */
type Numbers = Uint8Array | Uint32Array | Int32Array | Float64Array;

export class Growing<T extends Numbers> {
  #rows: T;
  #length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#rows = make(256);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#rows.length) {
      const larger = this.#make(this.#length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows[this.#length++] = value;
  }

  at(row: number): number {
    return this.#rows[row] ?? 0;
  }

  done(): T {
    const done = this.#make(this.#length);
    done.set(this.#rows.subarray(0, this.#length));
    return done;
  }
}

export const u8 = (length: number): Uint8Array => new Uint8Array(length);
export const u32 = (length: number): Uint32Array => new Uint32Array(length);
export const i32 = (length: number): Int32Array => new Int32Array(length);
export const f64 = (length: number): Float64Array => new Float64Array(length);
