/**
 * `npm run prove -- <name>` (and what the proof itself wants to be told): runs a proof of scripts/proofs/ and writes docs/proofs/<name>.md with the command,
 * the date, the machine and the result. Exit code 1 when the proof does not hold; it is written all the same.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { Proof } from './proofs/proof.ts';
import { proofs } from './proofs/table.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'proofs');

async function prove(name: string, proof: Proof): Promise<void> {
  const from = performance.now();
  const { ok, lines } = await proof.run((message) => console.log(message));
  const minutes = ((performance.now() - from) / 60_000).toFixed(1);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, Node ${process.version}`;
  const text = [
    `# ${proof.title}`,
    '',
    `**${ok ? 'Holds' : 'DOES NOT HOLD'}.** \`npm run prove -- ${name}\`, ${new Date().toISOString().slice(0, 10)}, ${minutes} minutes.`,
    '',
    `Machine: ${machine}.`,
    '',
    ...lines,
    '',
  ].join('\n');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), text);
  console.log(text);
  process.exitCode = ok ? 0 : 1;
}

const name = process.argv[2] ?? '';
const proof = Object.hasOwn(proofs, name) ? proofs[name] : undefined;
if (proof === undefined) {
  console.error(`Usage: npm run prove -- <name>, where <name> is one of: ${Object.keys(proofs).join(', ')}`);
  process.exitCode = 1;
} else {
  await prove(name, proof);
}
