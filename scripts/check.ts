/**
 * `npm run check`: everything about the source that can be known without running it. Runs all checks, two at a
 * time, reports each with its time and what it found, and ends with exit code 1 if any found anything.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findViolations } from './boundaries.ts';

interface Result {
  ok: boolean;
  output: string;
}

interface Check {
  name: string;
  run(): Promise<Result>;
}

const root = join(import.meta.dirname, '..');

function program(file: string, ...args: string[]): () => Promise<Result> {
  return async () => {
    const child = spawn(process.execPath, [join(root, 'node_modules', file), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    const [code, out, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { ok: code === 0, output: out + errors };
  };
}

async function boundaries(): Promise<Result> {
  const found = findViolations(root);
  return { ok: found.length === 0, output: found.join('\n') };
}

const checks: Check[] = [
  { name: 'types', run: program('typescript/bin/tsc', '--noEmit', '-p', '.') },
  { name: 'types of the workspace', run: program('typescript/bin/tsc', '--noEmit', '-p', 'apps/workspace') },
  {
    name: 'lint and import cycles',
    run: program('oxlint/bin/oxlint', '--type-aware', '--deny-warnings', '--format=unix'),
  },
  { name: 'boundaries between wings', run: boundaries },
  { name: 'dead code', run: program('knip/bin/knip.js', '--no-progress') },
].filter(({ name }) => name !== 'types of the workspace' || existsSync(join(root, 'apps/workspace/tsconfig.json')));

const waiting = [...checks];
let failed = 0;

async function work(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const from = performance.now();
    const { ok, output } = await check.run();
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    console.log(`${ok ? '✓' : '✗'} ${check.name} (${seconds} s)`);
    if (ok) continue;
    failed++;
    console.log(output.trimEnd().replaceAll(/^/gm, '    '));
  }
}

await Promise.all([work(), work()]);
console.log(failed === 0 ? 'No findings.' : `${failed} of ${checks.length} checks found something.`);
process.exitCode = failed === 0 ? 0 : 1;
