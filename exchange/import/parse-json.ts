import { SourceError } from './contract.ts';
import { refuseDeepJson } from './json-depth.ts';

/** Parses UTF-8 JSON of bounded depth. The error says where, and quotes nothing of the file. */
export function parseJson(bytes: Buffer, place: string): unknown {
  refuseDeepJson(bytes);
  const text = decode(bytes, place);
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    throw new SourceError(place, endsTooEarly(text) ? 'is not JSON: it ends too early' : `is not JSON: fault at ${lineAndColumn(text, faultOf(text))}`);
  }
}

function decode(bytes: Buffer, place: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SourceError(place, 'is not UTF-8 text');
  }
}

/** Whether a text that is not JSON might be the beginning of some: its fault is its end. */
function endsTooEarly(text: string): boolean {
  try {
    JSON.parse(text);
    return true; // a number may go on
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return message.startsWith('Unexpected end') || Number(/position (\d+)/.exec(message)?.[1]) >= text.length || message.startsWith('Unterminated string');
  }
}

/** The position of the first fault. V8 often does not tell, so it is looked for: the longest beginning that is sound. */
function faultOf(text: string): number {
  let sound = 0;
  let faulty = text.length;
  while (faulty - sound > 1) {
    const middle = (sound + faulty) >> 1;
    if (endsTooEarly(text.slice(0, middle))) sound = middle;
    else faulty = middle;
  }
  return sound;
}

function lineAndColumn(text: string, position: number): string {
  const before = text.slice(0, position);
  return `line ${before.split('\n').length}, column ${position - before.lastIndexOf('\n')}`;
}
