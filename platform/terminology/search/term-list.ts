import type { Sections } from '../sections.ts';

/** Lengths from here on are one. */
export const LONGEST = 255;

/**
 * The terms of one kind, as places: place 0 is shown first where nothing else decides (shorter, then preferred, then
 * alphabetical), so the places of a word, which ascend, are in the order of showing.
 */
export class TermList {
  readonly size: number;
  /** Description row and concept of each place. */
  readonly row: Uint32Array;
  readonly concept: Uint32Array;
  readonly length: Uint8Array;
  /** Letters and digits in one spelling: what whole matches are told by. */
  readonly letters: Uint8Array;
  /** A bit for each beginning of two letters among the words of the term (`beginningBit`). */
  readonly beginnings: Uint32Array;
  /** The words at each place, doubled, plus one where it is (a form of) the first word; those come first. */
  readonly wordsAt: Uint32Array;
  readonly words: Uint32Array;
  /** The places of each word, doubled, plus one where it is the first word. */
  readonly placesAt: Uint32Array;
  readonly places: Uint32Array;
  /** The places whose first word it is. */
  readonly firstsAt: Uint32Array;
  readonly firsts: Uint32Array;
  /** The first place of each length. */
  readonly lengthAt: Uint32Array;

  constructor(sections: Sections, name: string) {
    this.row = sections.u32(`${name}.row`);
    this.concept = sections.u32(`${name}.concept`);
    this.length = sections.u8(`${name}.length`);
    this.letters = sections.u8(`${name}.letters`);
    this.beginnings = sections.u32(`${name}.beginnings`);
    this.wordsAt = sections.u32(`${name}.wordsAt`);
    this.words = sections.u32(`${name}.words`);
    this.placesAt = sections.u32(`${name}.placesAt`);
    this.places = sections.u32(`${name}.places`);
    this.firstsAt = sections.u32(`${name}.firstsAt`);
    this.firsts = sections.u32(`${name}.firsts`);
    this.lengthAt = sections.u32(`${name}.lengthAt`);
    this.size = this.row.length;
  }
}

/** Which of 32 bits two first letters have; words of one letter have none. */
export function beginningBit(first: number, second: number): number {
  return 1 << (Math.imul(first * 131 + second, 0x9e3779b1) >>> 27);
}
