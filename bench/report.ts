import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

/** With which command, on what machine, when. The load is that of the minute before: other work on the machine shows. */
function provenance(): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, embedded PostgreSQL`;
  return [
    `Command: npm run bench -- ${process.argv.slice(2).map(withoutSecret).join(' ')}`.trim(),
    `Machine: ${machine}, ${new Date().toISOString().slice(0, 10)}, load average ${loadavg()[0]?.toFixed(1) ?? '?'} at the end`,
  ].join('\n');
}

/** A token is a secret, and where a file lies on this machine is nobody's concern. */
function withoutSecret(argument: string, i: number, all: readonly string[]): string {
  const [, option] = /^(--peer-token|--json)=/.exec(argument) ?? [];
  if (option !== undefined) return `${option}=…`;
  return ['--peer-token', '--json'].includes(all[i - 1] ?? '') ? '…' : argument;
}

export interface Report {
  title: string;
  /** Name of the file in docs/proofs, without its ending. */
  proof: string;
  markdown: string;
  data: object;
  /** What must not have happened; the run then ends with exit code 1. */
  fault?: string;
}

/** Prints the report; keeps it as a proof, or as JSON, where asked. */
export async function publish({ title, proof, markdown, data }: Report, options: { save: boolean; json: string | undefined }): Promise<void> {
  const text = `${provenance()}\n\n${markdown}`;
  console.log(text);
  if (options.save) await writeFile(join(import.meta.dirname, '..', 'docs', 'proofs', `${proof}.md`), `# ${title}\n\n${text.replace('\nMachine:', '  \nMachine:')}\n`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ provenance: provenance().split('\n'), ...data }, null, 2)}\n`);
}
