import { SourceError } from './contract.ts';

/** FHIR nests a dozen deep; what goes far beyond is an attack or a broken file, and would exhaust the stack. */
const MAX_DEPTH = 64;

/** Refuses JSON nested too deeply before it is parsed: one pass over the bytes, no memory. */
export function refuseDeepJson(bytes: Buffer): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) throw new SourceError(`byte ${i}`, `is nested more than ${MAX_DEPTH} deep`);
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}
