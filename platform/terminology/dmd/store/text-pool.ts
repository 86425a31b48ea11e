/**
 * Texts, each held once as UTF-8. A name that a brand shares with its generic, or a pack with its brand, costs nothing
 * again. Text 0 is the empty one: what is not there.
 */
import { u32, GrowingNumbers } from '../../columns.ts';
import type { Section, Sections } from '../../sections.ts';

/** FNV-1a. */
function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01_00_01_93);
  return hash >>> 0;
}

export class GrowingTextPool {
  #bytes = Buffer.alloc(1 << 16);
  #length = 0;
  readonly #starts = new GrowingNumbers(u32);
  #slots = new Uint32Array(1 << 12);
  #hashes = new Uint32Array(1 << 12);
  #count = 0;

  constructor() {
    this.#starts.push(0);
    this.#starts.push(0);
    this.#count = 1;
  }

  /** The number of a text. */
  add(text: string): number {
    if (text === '') return 0;
    const most = this.#length + text.length * 3;
    if (most > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, most));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    const end = this.#length + this.#bytes.write(text, this.#length, 'utf8');
    const hash = hashOf(this.#bytes, this.#length, end);
    if (this.#count * 2 > this.#slots.length) this.#widen();
    let slot = hash & (this.#slots.length - 1);
    for (let held = this.#slots[slot] ?? 0; held !== 0; held = this.#slots[slot] ?? 0) {
      if (this.#hashes[slot] === hash && this.#is(held, end)) return held;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    this.#slots[slot] = this.#count;
    this.#hashes[slot] = hash;
    this.#length = end;
    this.#starts.push(end);
    return this.#count++;
  }

  sections(): Record<string, Section> {
    return { 'text.starts': this.#starts.done(), 'text.bytes': new Uint8Array(this.#bytes.subarray(0, this.#length)) };
  }

  #is(number: number, end: number): boolean {
    const from = this.#starts.at(number);
    const to = this.#starts.at(number + 1);
    return to - from === end - this.#length && this.#bytes.compare(this.#bytes, from, to, this.#length, end) === 0;
  }

  #widen(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const hashes = new Uint32Array(slots.length);
    for (const [old, number] of this.#slots.entries()) {
      if (number === 0) continue;
      const hash = this.#hashes[old] ?? 0;
      let slot = hash & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number;
      hashes[slot] = hash;
    }
    this.#slots = slots;
    this.#hashes = hashes;
  }
}

/** Texts once they are all there. */
export class TextPool {
  readonly #starts: Uint32Array;
  readonly #bytes: Buffer;

  constructor(sections: Sections) {
    this.#starts = sections.u32('text.starts');
    const bytes = sections.u8('text.bytes');
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  text(number: number): string {
    return this.#bytes.toString('utf8', this.#starts[number] ?? 0, this.#starts[number + 1] ?? 0);
  }
}
