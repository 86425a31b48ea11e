/** What is the matter with an expression constraint, in a sentence for whoever wrote it. Whatever the text, nothing else is thrown. */
export class EclFault extends Error {
  /** `syntax`: not ECL 2.2; `meaning`: cannot be answered as it stands; `too costly`: would keep the server too long. */
  readonly reason: 'syntax' | 'meaning' | 'too costly';
  /** Where in the text, counted from 1; of a fault of syntax alone. */
  readonly column: number | undefined;

  constructor(reason: EclFault['reason'], message: string, column?: number) {
    super(message);
    this.name = 'EclFault';
    this.reason = reason;
    this.column = column;
  }
}
