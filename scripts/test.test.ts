import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';

const header = "import { before, describe, it } from 'node:test'\n";

/** Runs scripts/test.ts in a folder that holds these test files. */
function runTests(files: Record<string, string>, ...filters: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'jenner-test-'));
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.ts`), header + source);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env; // or node:test would think that it runs inside itself
  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'test.ts'), ...filters], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  const results = JSON.parse(readFileSync(join(folder, 'test-results', 'results.json'), 'utf8')) as {
    name: string;
    file: string;
    status: string;
  }[];
  rmSync(folder, { recursive: true });
  return {
    status,
    lastLine: stdout.trimEnd().split('\n').at(-1),
    stdout,
    results: results.map(({ name, file, status: outcome }) => `${file} ${name}: ${outcome}`),
  };
}

it('counts tests and not suites, skipped ones apart', () => {
  const { status, lastLine, stdout, results } = runTests({
    a: "describe('s', () => { it('one', () => {}); describe('t', () => { it('two', () => {}) }); it.skip('three', () => {}) })",
    b: "it('four', () => {})",
  });
  assert.deepEqual(results, [
    'a.test.ts s > one: passed',
    'a.test.ts s > t > two: passed',
    'a.test.ts s > three: skipped',
    'b.test.ts four: passed',
  ]);
  assert.equal(lastLine, '3 passed, 0 failed');
  assert.match(stdout, /^1 skipped$/m);
  assert.equal(status, 0);
});

it('fails when a test fails, and shows why', () => {
  const { status, lastLine, stdout } = runTests({
    a: "it('one', () => { console.log('hint'); throw new Error('reason') })",
    b: "it('two', () => {})",
  });
  assert.equal(lastLine, '1 passed, 1 failed');
  assert.match(stdout, /✗ one[^]*reason[^]*hint/);
  assert.equal(status, 1);
});

it('fails when a hook fails, a file does not load, or a file holds no test', () => {
  assert.equal(
    runTests({ a: "describe('s', () => { before(() => { throw new Error() }); it('one', () => {}) })" }).lastLine,
    '0 passed, 2 failed',
  );
  assert.equal(runTests({ a: "throw new Error('broken')", b: "it('two', () => {})" }).lastLine, '1 passed, 1 failed');
  assert.equal(runTests({ a: '', b: "it('two', () => {})" }).lastLine, '1 passed, 1 failed');
});

it('counts the tests that a process takes with it when it exits early', () => {
  const { lastLine, status } = runTests({
    a: "it('one', () => {}); it('two', () => new Promise(() => setTimeout(() => process.exit(0), 100))); it('three', () => {})",
  });
  assert.equal(lastLine, '1 passed, 2 failed');
  assert.equal(status, 1);
});

it('ends although a test left something open', () => {
  assert.equal(runTests({ a: "it('one', () => { setInterval(() => {}, 1000) })" }).lastLine, '1 passed, 0 failed');
});

it('takes parts of paths, and fails when nothing matches', () => {
  assert.equal(runTests({ a: "it('one', () => {})", b: "it('two', () => {})" }, 'b.test').results.length, 1);
  const none = runTests({ a: "it('one', () => {})" }, 'nothing');
  assert.equal(none.lastLine, '0 passed, 0 failed');
  assert.equal(none.status, 1);
});

it('loses no test of a process that ends while nobody reads what it reports', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jenner-test-'));
  const started = join(folder, 'started');
  writeFileSync(
    join(folder, 'a.test.ts'),
    `import { it } from 'node:test'; import { writeFileSync } from 'node:fs';
    it('first', async () => { writeFileSync(${JSON.stringify(started)}, ''); await new Promise((done) => setTimeout(done, 500)); });
    for (let i = 0; i < 300; i++) it('one of many, with a name that takes up some room ' + i, () => {}); setInterval(() => {}, 1000);`,
  );
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const reader = spawn(process.execPath, [join(import.meta.dirname, 'test.ts')], { cwd: folder, env });
  let output = '';
  reader.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  while (!existsSync(started)) await setTimeout(20);
  reader.kill('SIGSTOP');
  await setTimeout(2000);
  reader.kill('SIGCONT');
  await once(reader, 'close');
  rmSync(folder, { recursive: true });
  assert.match(output, /^301 passed, 0 failed$/m);
});
