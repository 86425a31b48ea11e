import type { HumanName } from '@medplum/fhirtypes';
import { indexKey } from './index-key.ts';

/** Letters that Unicode does not decompose, as people type them on a British keyboard. */
const PLAIN: Record<string, string> = { ł: 'l', ø: 'o', ı: 'i', đ: 'd', ð: 'd', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe', ə: 'e' };

/**
 * The words of a name as they are searched: no case, accents or apostrophes; a hyphen parts words.
 * `O'Neill-Şahin` gives `oneill`, `sahin`. Scripts other than Latin keep their own letters.
 */
export function nameWords(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’ʼ`]/g, '')
    .replace(/[łøıđðþßæœə]/g, (letter) => PLAIN[letter] ?? letter);
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').map(indexKey);
}

/** Every word of every name, each once. */
export function searchWords(names: readonly HumanName[]): string[] {
  const words = new Set<string>();
  for (const name of names) {
    for (const part of [name.family, ...(name.given ?? []), name.text]) {
      if (part !== undefined) for (const word of nameWords(part)) words.add(word);
    }
  }
  return [...words];
}
