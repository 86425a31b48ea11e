import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Ran, reaching, runJenner } from '../../../dev-env/command-line.ts';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';

const ROOT = join(import.meta.dirname, '../../..');
const RECORD = join(ROOT, 'dev-env/examples/gp-connect/9465698679_Gainsford_full_20210119.json');
let database: TestDatabase;
let folder: string;
let reachable: NodeJS.ProcessEnv;

before(async () => {
  database = await startTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'jenner-cli-'));
  reachable = reaching(database);
});
after(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

const jenner = (args: readonly string[], env: NodeJS.ProcessEnv = reachable, runner?: readonly string[]): Promise<Ran> => runJenner(args, env, runner);

/** Three at a time: each is a process of its own. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await Promise.all(Array.from({ length: 3 }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  }));
}

test('every command explains itself, and the list names them all', async () => {
  const list = await jenner([], {}, ['scripts/run.mjs']);
  assert.equal(list.code, 0);
  const names = [...list.out.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name ?? '');
  assert.deepEqual(names, ['start', 'import', 'export', 'token', 'user', 'secrets', 'terminology', 'audit', 'verify', 'backup', 'restore']);
  await each(names, async (name) => {
    // Help needs no database and no settings.
    const { code, out, err } = await jenner([name, '--help'], { DATABASE_URL: 'nonsense', PORT: 'nonsense' });
    assert.deepEqual([code, err], [0, ''], name);
    assert.ok(out.includes(name === 'start' ? 'npm start' : `npm run jenner -- ${name}`) && out.length > 150, name);
  });
  const unknown = await jenner(['improt']);
  assert.deepEqual([unknown.code, unknown.err.split('\n')[0]], [1, 'There is no command improt.']);
});

test('what cannot be done is said in one sentence, without a stack, and ends with exit code 1', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const [A, scope] = [['--practice', 'A20047'], ['--scope', 'system/*.rs']];
  const wrongPassword = reachable['DATABASE_URL']?.replace(/:[^:@]+@/, ':wrong@') ?? '';
  await writeFile(join(folder, 'plain'), 'x');
  const cases: [readonly string[], NodeJS.ProcessEnv, RegExp][] = [
    [['start'], { PORT: 'abc' }, /^PORT must be/],
    [['start'], { PORT: String(port) }, /^Port \d+ on 127\.0\.0\.1 is in use/],
    [['start'], { HOST: 'no.such.host.invalid' }, /HOST must be an address of this machine/],
    [['start'], { CIS2_ISSUER: 'https://issuer.example' }, /^Set CIS2_ISSUER, CIS2_CLIENT_ID, CIS2_KEY_FILE and CIS2_KEY_ID together/],
    [['start'], { AUDIT_ANCHOR: 'ftp://anchor.example' }, /^AUDIT_ANCHOR must be/],
    [['start'], { HOST: '192.0.2.1' }, /HOST must be an address of this machine/],
    [['user', 'list', ...A], { DATABASE_URL: 'nonsense' }, /^DATABASE_URL must look like/],
    [['user', 'list', ...A], { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' }, /cannot be reached/],
    [['user', 'list', ...A], { DATABASE_URL: 'postgres://u:p@no.such.host.invalid/x' }, /cannot be reached/],
    [['user', 'list', ...A], { DATABASE_URL: wrongPassword, DATABASE_OWNER_URL: wrongPassword }, /refuses the user or password/],
    [['user', 'list', ...A], { DATABASE_URL: reachable['DATABASE_URL']?.replace('/jenner?', '/nothere?'), DATABASE_OWNER_URL: reachable['DATABASE_OWNER_URL']?.replace('/jenner?', '/nothere?') }, /does not exist/],
    [['user', 'list', ...A], { JENNER_DATA: join(folder, 'plain') }, /plain cannot be used \(E/],
    [['import'], reachable, /^Name one file or folder/],
    [['import', 'a', 'b'], reachable, /^Name one file or folder/],
    [['import', join(folder, 'nothing'), ...A], reachable, /^There is no file or folder/],
    [['import', RECORD], reachable, /^Say which practice/],
    [['import', RECORD, '--practice', 'Z99999'], reachable, /^There is no practice Z99999 here \(there is: A20047\)/],
    [['import', RECORD, '--practice', 'lower', '--create', 'X'], reachable, /^An ODS code is/],
    [['import', RECORD, ...A, '--nhs-number', '9434765918'], reachable, /modulus 11/],
    [['import', RECORD, ...A, '--colour'], reachable, /^Unknown option '--colour'/],
    [['export', ...A], reachable, /^Name the file to write/],
    [['export', join(folder, 'no', 'such', 'folder.ndjson'), ...A], reachable, /cannot be written/],
    [['token', ...A], reachable, /^--scope is missing/],
    [['token', ...A, '--scope', 'patient/*.rs'], reachable, /^--scope cannot be patient/],
    [['token', ...A, '--scope', 'system/*.sr'], reachable, /^--scope cannot be/],
    [['token', ...scope], reachable, /^Say which practice/],
    [['token', ...A, ...scope, '--days', '366'], reachable, /^--days must be/],
    [['user', ...A], reachable, /^Say list, save, enrol, reset or disable/],
    [['user', 'save', ...A], reachable, /^--role must be one of/],
    [['user', 'save', ...A, '--role', 'gp', '--reference', 'Patient/x', '--username', 'x', '--name', 'X'], reachable, /^--reference must be Practitioner/],
    [['user', 'save', ...A, '--role', 'gp', '--reference', 'Practitioner/nobody', '--username', 'xx', '--name', 'X'], reachable, /^There is no Practitioner\/nobody at A20047/],
    [['user', 'disable', ...A, '--username', 'nobody'], reachable, /^There is no account nobody/],
    [['audit'], reachable, /^Say verify or restored/],
    [['audit', 'verify', '--practice', 'Z99999'], reachable, /^There is no practice Z99999 here/],
    [['audit', 'restored', ...A], reachable, /^Say who declares the restore/],
    [['verify', '--practice', 'Z99999'], reachable, /^There is no practice Z99999 here/],
    [['backup'], {}, /^Set JENNER_BACKUP/],
    [['backup'], reachable, /is backed up with its own tools/],
    [['restore', '--into', join(folder, 'restored')], {}, /^Set JENNER_BACKUP/],
    [['restore'], { JENNER_BACKUP: folder }, /^--into is missing/],
    [['restore', '--into', join(folder, 'restored')], reachable, /is restored with its own tools/],
  ];
  await each(cases, async ([args, env, says]) => {
    const { code, out, err } = await jenner(args, env);
    assert.equal(code, 1, `${args.join(' ')}\n${out}${err}`);
    assert.match(err, says, args.join(' '));
    assert.equal(err.trim().split('\n').length, 1, err);
    assert.ok(!err.includes('    at ') && !out.includes('    at '), err);
  });
});

test('E00190: a practice is imported, given sign-ins and a token, exported, and moved into another', async () => {
  const imported = await jenner(['import', RECORD, '--practice', 'A20047']);
  assert.equal(imported.code, 0, imported.err);
  assert.match(imported.out, /1 record: \d+ resources created, 0 updated, 0 unchanged; 0 entries unaccounted for/);
  const again = await jenner(['import', RECORD, '--practice', 'A20047']);
  assert.match(again.out, /Nothing has changed/);

  const [practitioner] = await database.owner.query<{ id: string }>(`select id from jenner.resource where type = 'Practitioner' limit 1`, []);
  const account = ['--practice', 'A20047', '--username', 'dr', '--role', 'gp', '--name', 'Dr Who', '--reference', `Practitioner/${practitioner?.id}`];
  const [first, second] = [await jenner(['user', 'save', ...account]), await jenner(['user', 'save', ...account])];
  assert.match(first.out, /^(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}\n$/);
  assert.equal(second.out, '', 'only a new account gets an enrolment code by itself');
  assert.match((await jenner(['user', 'enrol', '--practice', 'A20047', '--username', 'dr'])).out, /^(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}\n$/);
  const list = await jenner(['user', 'list', '--practice', 'A20047']);
  assert.match(list.out, /^dr +gp +Dr Who/);
  assert.ok(!list.out.includes(first.out.trim()));
  assert.equal((await jenner(['user', 'disable', '--practice', 'A20047', '--username', 'dr'])).code, 0);
  assert.match((await jenner(['user', 'list', '--practice', 'A20047'])).out, /\(disabled\)/);
  assert.match((await jenner(['token', '--practice', 'A20047', '--scope', 'system/*.rs user/Patient.r', '--days', '1'])).out, /^[\w-]{43}\n$/);

  const file = join(folder, 'practice.ndjson');
  const exported = await jenner(['export', file, '--practice', 'A20047']);
  assert.match(exported.out, /^1 patients, \d+ resources written to /);
  assert.equal((await stat(file)).mode & 0o777, 0o600, 'for nobody else to read');
  const lines = (await readFile(file, 'utf8')).trim().split('\n').length;
  const moved = await jenner(['import', file, '--practice', 'B81001', '--create', 'The next practice']);
  assert.equal(moved.code, 0, moved.out + moved.err);
  assert.match(moved.out, new RegExp(`: ${lines} resources created, 0 updated, 0 unchanged; 0 entries unaccounted for`));
});

test('an import that could not take a record says which and why, and ends with exit code 1', async () => {
  const { code, out, err } = await jenner(['import', join(ROOT, 'dev-env/examples/bad/nhs-number.json'), '--practice', 'A20047']);
  assert.deepEqual([code, err], [1, '']);
  assert.match(out, /FAILED: nhs-number\.json: entry\[0\]\.resource\.identifier\[0\]\.value: is not an NHS number/);
  assert.match(out, /0 records: 0 resources created/);
});
