/** What is wrong with a value or a row; the reader adds the file and the line. */
export class WrongValue extends Error {}
