/**
 * `npm test [-- part of a path…]`: runs every *.test.ts, each file in a process of its own, two at a time.
 * Writes test-results/results.json, and ends with the line "N passed, N failed". A run without tests fails.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { run } from 'node:test';
import { installBrowser } from './install-browser.ts';
import { TestRecord, type TestResult } from './test-record.ts';

const TIMEOUT_MS = 120_000;

const root = process.cwd();
const filters = process.argv.slice(2);
const files = globSync('**/*.test.ts', { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] })
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .toSorted()
  .map((file) => resolve(root, file));

if (files.some((file) => readFileSync(file, 'utf8').includes('chromium'))) installBrowser();

const record = new TestRecord(files);
const output = new Map<string, string>();
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stopping.abort();
    setTimeout(() => process.exit(143), 2000);
  });
}

function report(results: readonly TestResult[], file: string): void {
  const failed = results.filter(({ status }) => status === 'failed');
  const seconds = (results.reduce((sum, { duration }) => sum + duration, 0) / 1000).toFixed(1);
  console.log(`${failed.length === 0 ? '✓' : '✗'} ${relative(root, file)} (${results.length} tests, ${seconds} s)`);
  for (const { name, error = '' } of failed) console.log(`  ✗ ${name}\n${error.replaceAll(/^/gm, '      ')}`);
  if (failed.length > 0 && output.has(file))
    console.log(`  its output:\n${(output.get(file) ?? '').trimEnd().replaceAll(/^/gm, '      ')}`);
}

if (files.length > 0) {
  let reported = 0;
  const reportDone = () => {
    const done = record.results.slice(reported);
    reported = record.results.length;
    for (const file of new Set(done.map((result) => result.file)))
      report(
        done.filter((result) => result.file === file),
        file,
      );
  };
  const collect = ({ file, message }: { file: string; message: string }) =>
    output.set(file, (output.get(file) ?? '') + message);
  const stream = run({
    files,
    concurrency: 2,
    isolation: 'process',
    signal: stopping.signal,
    execArgv: [`--test-timeout=${TIMEOUT_MS}`, '--import', new URL('end-when-tested.ts', import.meta.url).href],
  });
  stream.on('test:enqueue', (event) => record.announced(event));
  stream.on('test:start', (event) => record.started(event));
  stream.on('test:pass', (event) => record.passed(event));
  stream.on('test:fail', (event) => record.failed(event));
  stream.on('test:stdout', collect);
  stream.on('test:stderr', collect);
  stream.on('test:summary', reportDone);
  await new Promise((done) => stream.on('end', done).resume());
  record.closed();
  reportDone();
}

const results = record.results.map((result) => ({
  ...result,
  file: relative(root, result.file).replaceAll('\\', '/'),
}));
mkdirSync(join(root, 'test-results'), { recursive: true });
writeFileSync(join(root, 'test-results', 'results.json'), `${JSON.stringify(results, null, 1)}\n`);

const count = (status: TestResult['status']) => results.filter((result) => result.status === status).length;
if (results.length === 0) console.log('No test was found.');
if (count('skipped') > 0) console.log(`${count('skipped')} skipped`);
process.exitCode = count('failed') === 0 && count('passed') > 0 ? 0 : 1;
console.log(`${count('passed')} passed, ${count('failed')} failed`);
