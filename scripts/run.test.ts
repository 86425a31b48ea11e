import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

/** Stands in for npm: notes that it ran, takes a moment, and leaves what npm leaves. */
const fakeNpm = `
const { appendFileSync, mkdirSync, rmSync, writeFileSync } = require('node:fs')
appendFileSync('installs', 'x')
rmSync('node_modules', { recursive: true, force: true })
mkdirSync('node_modules/thing', { recursive: true })
setTimeout(() => {
  writeFileSync('node_modules/thing/package.json', '{}')
  writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/thing': { version: '1.0.0' } } }))
}, 500)`;

const waiting = `
process.on('SIGTERM', () => { console.log('asked to end'); process.exit(7) })
setInterval(() => {}, 1000)
console.log('waiting')`;

describe('run.mjs', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'jenner-test-'));
    mkdirSync(join(root, 'scripts'));
    for (const file of ['run.mjs', 'install.mjs', 'parent-watch.ts'])
      cpSync(join(import.meta.dirname, file), join(root, 'scripts', file));
    lockVersion('1.0.0');
    writeFileSync(join(root, 'npm-cli.js'), fakeNpm);
    writeFileSync(
      join(root, 'hello.ts'),
      "const name: string = process.argv[2] ?? ''\nconsole.log(`hello ${name}`)\nprocess.exitCode = 3",
    );
    writeFileSync(join(root, 'waiting.ts'), waiting);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const lockVersion = (version: string) =>
    writeFileSync(
      join(root, 'package-lock.json'),
      JSON.stringify({
        packages: {
          '': {},
          'node_modules/thing': { version },
          'node_modules/other-platform': { version, optional: true },
        },
      }),
    );
  const run = (...args: string[]) =>
    spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, npm_execpath: join(root, 'npm-cli.js') },
    });
  const finish = async (child: ChildProcess & { stdout: NodeJS.ReadableStream }) => {
    const closed = once(child, 'close') as Promise<[number | null]>;
    const [[code], out] = await Promise.all([closed, text(child.stdout)]);
    return { code, out: out.trim() };
  };
  const installs = () => readFileSync(join(root, 'installs'), 'utf8').length;

  it('passes arguments, output and exit code through, and installs once', async () => {
    assert.deepEqual(await finish(run('hello.ts', 'you')), { code: 3, out: 'hello you' });
    assert.deepEqual(await finish(run('hello.ts', 'me')), { code: 3, out: 'hello me' });
    assert.equal(installs(), 1);
  });

  it('installs once when two start at once', async () => {
    const both = await Promise.all([finish(run('hello.ts')), finish(run('hello.ts'))]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [3, 3],
    );
    assert.equal(installs(), 1);
  });

  it('repairs an installation that was interrupted, is damaged or out of date', async () => {
    const first = run('hello.ts');
    while (!existsSync(join(root, 'node_modules'))) await sleep(10);
    const [, npm] = readFileSync(join(root, '.cache', 'install.lock'), 'utf8')
      .split(' ')
      .map(Number);
    first.kill('SIGKILL');
    process.kill(npm ?? 0, 'SIGKILL');
    await once(first, 'exit');
    assert.equal((await finish(run('hello.ts'))).code, 3);
    assert.equal(installs(), 2);

    rmSync(join(root, 'node_modules', 'thing'), { recursive: true });
    await finish(run('hello.ts'));
    assert.equal(installs(), 3);

    writeFileSync(join(root, 'npm-cli.js'), fakeNpm.replace('1.0.0', '2.0.0'));
    lockVersion('2.0.0');
    assert.equal((await finish(run('hello.ts'))).code, 3);
    assert.equal(installs(), 4);
  });

  it('takes an installation that somebody else made with npm', async () => {
    spawn(process.execPath, [join(root, 'npm-cli.js')], { cwd: root });
    while (!existsSync(join(root, 'node_modules', '.package-lock.json'))) await sleep(10);
    await sleep(50);
    assert.equal((await finish(run('hello.ts'))).code, 3);
    assert.equal(installs(), 1);
  });

  it('passes signals on and answers with what the script made of them', async () => {
    const child = run('waiting.ts');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    assert.deepEqual(await finish(child), { code: 7, out: 'asked to end' });
  });

  it('ends the script when it is killed itself', async () => {
    const child = run('waiting.ts');
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    // The script holds the other end of this pipe: that it closes shows that the script is gone.
    assert.equal((await finish(child)).out, 'asked to end');
  });
});
