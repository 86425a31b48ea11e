import { Problem } from '../../errors.ts';

/** The deepest sound FHIR resource is far below this; what walks a resource recursively stands it easily. */
const MAX_DEPTH = 100;

/** A JSON body parser that first refuses what is nested too deeply: parsing it would cost more than sending it did. */
export function boundedJson<R, D extends (error: Error | null, body?: unknown) => void>(parse: (request: R, body: string, done: D) => unknown): (request: R, body: string, done: D) => void {
  return (request, body, done) => {
    if (isDeeperThan(body, MAX_DEPTH)) done(new Problem('invalid', `The JSON is nested more than ${MAX_DEPTH} deep`));
    else parse(request, body, done);
  };
}

/** Looks at brackets outside strings only, and no further than the answer needs. */
export function isDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = closingQuote(json, i + 1);
    else if (code === BRACKET || code === BRACE) {
      if (++depth > limit) return true;
    } else if (code === BRACKET_END || code === BRACE_END) depth--;
  }
  return false;
}

const QUOTE = 34;
const BACKSLASH = 92;
const BRACKET = 91;
const BRACE = 123;
const BRACKET_END = 93;
const BRACE_END = 125;

function closingQuote(json: string, from: number): number {
  for (let at = json.indexOf('"', from); at !== -1; at = json.indexOf('"', at + 1)) {
    let escapes = 0;
    while (json.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return json.length;
}
