import { SourceError } from './contract.ts';
import { refuseDeepJson } from './json-depth.ts';

/** Parses UTF-8 JSON of bounded depth. The error says where, and quotes nothing of the file. */
export function parseJson(bytes: Buffer, place: string): unknown {
  refuseDeepJson(bytes);
  const text = decode(bytes, place);
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch (error) {
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    throw new SourceError(place, at === undefined ? 'is not JSON: it ends too early' : `is not JSON: fault at ${lineAndColumn(text, Number(at))}`);
  }
}

function decode(bytes: Buffer, place: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SourceError(place, 'is not UTF-8 text');
  }
}

function lineAndColumn(text: string, position: number): string {
  const before = text.slice(0, position);
  return `line ${before.split('\n').length}, column ${position - before.lastIndexOf('\n')}`;
}
