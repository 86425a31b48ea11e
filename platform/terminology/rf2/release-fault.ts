/** What a release has against it: nothing of it is loaded. `line` counts from 1; 0: the file as a whole. */
export class ReleaseFault extends Error {
  readonly file: string;
  readonly line: number;
  readonly reason: string;

  constructor(file: string, line: number, reason: string) {
    super(`${file}${line > 0 ? `, line ${line}` : ''}: ${reason}.`);
    this.name = 'ReleaseFault';
    this.file = file;
    this.line = line;
    this.reason = reason;
  }
}
