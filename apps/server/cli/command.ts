/** A command: one line for the list, its own help, and what it does. Answers the exit code. */
export interface Command {
  summary: string;
  help: string;
  run(args: string[]): Promise<number>;
}
