import type { Edition } from '../edition.ts';

/** The concepts a search is restricted to: a bit for each ordinal (bit `o & 31` of element `o >>> 5`), or a question. A set of bits must not change. */
export type Within = Uint32Array | ((concept: number) => boolean);

/** What of the terms that match may be shown. */
export class Filter {
  readonly bits: Uint32Array | undefined;
  readonly #asks: ((concept: number) => boolean) | undefined;
  readonly #dialects: readonly Uint8Array[] | undefined;
  /** Concepts from here on are left out. */
  readonly #end: number;

  constructor(edition: Edition, within: Within | undefined, dialects: readonly string[] | undefined, end: number) {
    this.bits = within instanceof Uint32Array ? within : undefined;
    this.#asks = within instanceof Uint32Array ? undefined : within;
    this.#dialects = dialects === undefined ? undefined : edition.accepted.filter((_, i) => dialects.includes(edition.dialects[i] ?? ''));
    this.#end = end;
  }

  allows(concept: number, row: number): boolean {
    if (concept >= this.#end) return false;
    if (this.bits !== undefined && (((this.bits[concept >>> 5] ?? 0) >>> (concept & 31)) & 1) === 0) return false;
    if (this.#asks !== undefined && !this.#asks(concept)) return false;
    return this.#dialects === undefined || this.#dialects.some((column) => (column[row] ?? 0) > 0);
  }
}
