import { EclFault } from '../fault.ts';

const LONGEST = 500_000;
const DEEPEST = 60;
const SPACE = /[ \t\r\n]/;

/** Walks over the text of an expression constraint. Nothing is read twice but for a look ahead of bounded length. */
export class Scanner {
  readonly text: string;
  at = 0;
  #depth = 0;

  constructor(text: string) {
    this.text = text;
    if (text.length > LONGEST) throw new EclFault('too costly', `The expression has ${text.length} characters; at most ${LONGEST} are read.`);
  }

  get next(): string {
    return this.text[this.at] ?? '';
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** `expected` completes "Column 5: expected …". */
  fault(expected: string, at = this.at): EclFault {
    const found = this.text.slice(at, at + 20).split(/\s/)[0] ?? '';
    const seen = at >= this.text.length ? 'the expression ends here' : `found “${found === '' ? ' ' : found}”`;
    return this.faultSaying(`expected ${expected}; ${seen}`, at);
  }

  faultSaying(sentence: string, at = this.at): EclFault {
    const before = this.text.slice(0, at).split('\n');
    const line = before.length > 1 ? ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} there)` : '';
    return new EclFault('syntax', `Column ${at + 1}${line}: ${sentence}.`, at + 1);
  }

  /** Passes white space and comments. */
  skip(): void {
    for (;;) {
      while (!this.atEnd && SPACE.test(this.next)) this.at++;
      if (!this.text.startsWith('/*', this.at)) return;
      const end = this.text.indexOf('*/', this.at + 2);
      if (end < 0) throw this.faultSaying('the comment that begins here is not closed with “*/”');
      this.at = end + 2;
    }
  }

  sees(symbol: string): boolean {
    return this.text.startsWith(symbol, this.at);
  }

  /** Passes the symbol if it stands here. */
  take(symbol: string): boolean {
    if (!this.sees(symbol)) return false;
    this.at += symbol.length;
    return true;
  }

  /** Passes white space and the symbol. */
  need(symbol: string, what = `“${symbol}”`): void {
    this.skip();
    if (!this.take(symbol)) throw this.fault(what);
  }

  /** What stands here as far as it consists of such characters; it is not passed. `sticky` has the flag y. */
  ahead(sticky: RegExp): string {
    sticky.lastIndex = this.at;
    return sticky.exec(this.text)?.[0] ?? '';
  }

  /** The letters that stand here, not passed. */
  word(): string {
    return this.ahead(/[A-Za-z]{1,64}/y);
  }

  /** Passes a keyword, in whatever case. */
  takeWord(keyword: string): boolean {
    if (this.word().toLowerCase() !== keyword.toLowerCase()) return false;
    this.at += keyword.length;
    return true;
  }

  /** Between the quotation marks that begin here; `escaped` says what a backslash may stand before. Gives text and where each escaped character is. */
  quoted(escaped: string): { text: string; escapes: Set<number> } {
    const start = this.at;
    if (!this.take('"')) throw this.fault('a text in quotation marks');
    const escapes = new Set<number>();
    let text = '';
    for (;;) {
      const next = this.next;
      if (next === '') throw this.faultSaying('the text that begins here has no closing quotation mark', start);
      this.at++;
      if (next === '"') return { text, escapes };
      if (next !== '\\') {
        text += next;
        continue;
      }
      if (this.next === '' || !escaped.includes(this.next)) throw this.fault(`one of ${escaped.split('').join(' ')} after the backslash`);
      escapes.add(text.length);
      text += this.next;
      this.at++;
    }
  }

  /** Reads what stands within brackets, which may not stand in one another without end. */
  deeper<T>(read: () => T): T {
    if (this.#depth >= DEEPEST) throw this.faultSaying(`brackets stand more than ${DEEPEST} deep in one another`);
    this.#depth++;
    const result = read();
    this.#depth--;
    return result;
  }

  /** The character after the bracket that closes the one standing here, white space passed; nothing is read. */
  afterBracket(): string {
    const pattern = /\/\*|"|\||\(|\)/g;
    let depth = 0;
    let at = this.at;
    for (;;) {
      pattern.lastIndex = at;
      const found = pattern.exec(this.text);
      if (found === null) return '';
      at = pattern.lastIndex;
      if (found[0] === '(') depth++;
      else if (found[0] === ')') {
        if (--depth > 0) continue;
        const rest = new Scanner(this.text);
        rest.at = at;
        rest.skip();
        return rest.next;
      } else at = this.#closing(found[0], at);
    }
  }

  /** After the mark that closes a comment, a text or a term. */
  #closing(mark: string, from: number): number {
    if (mark === '"') {
      let at = from;
      while (at < this.text.length && this.text[at] !== '"') at += this.text[at] === '\\' ? 2 : 1;
      return at + 1;
    }
    const end = this.text.indexOf(mark === '|' ? '|' : '*/', from);
    return end < 0 ? this.text.length : end + (mark === '|' ? 1 : 2);
  }
}
