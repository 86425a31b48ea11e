import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings, SettingError } from './settings.ts';

test('without any setting it is the demonstration on this machine alone', () => {
  const settings = readSettings({});
  assert.deepEqual([settings.port, settings.host, settings.base, settings.database, settings.logLevel], [8420, '127.0.0.1', 'http://127.0.0.1:8420', undefined, 'warn']);
  assert.deepEqual(readSettings({ PORT: '', JENNER_BASE_URL: '', DATABASE_URL: '', JENNER_DEMO_PATIENTS: '' }), settings);
});

test('each setting does what the README says', () => {
  const settings = readSettings({ PORT: '80', HOST: '::', JENNER_DATA: '/somewhere', JENNER_DEMO_PATIENTS: '0', JENNER_LOG: 'info' });
  assert.deepEqual([settings.port, settings.host, settings.dataDir, settings.demonstrationPatients, settings.logLevel], [80, '::', '/somewhere', 0, 'info']);
  assert.equal(settings.base, 'http://127.0.0.1:80');
  assert.equal(readSettings({ HOST: '::1' }).base, 'http://[::1]:8420');
  assert.equal(readSettings({ HOST: 'surgery.local' }).base, 'http://surgery.local:8420');
  assert.equal(readSettings({ JENNER_BASE_URL: 'https://jenner.example/' }).base, 'https://jenner.example');
});

test('one database address serves as the lesser role; two are used as they are', () => {
  const one = readSettings({ DATABASE_URL: 'postgres://ow%40ner:p%25w%2F@db.example:6543/jen%20ner' }).database;
  assert.deepEqual(one?.owner, { host: 'db.example', port: 6543, user: 'ow@ner', password: 'p%w/', database: 'jen ner' });
  assert.deepEqual(one?.app, { ...one?.owner, role: 'jenner_app' });
  const two = readSettings({ DATABASE_URL: 'postgresql://app@db/jenner?sslmode=verify-full', DATABASE_OWNER_URL: 'postgres://owner:x@db/jenner?host=/run/postgresql&sslmode=require' }).database;
  assert.deepEqual(two?.app, { host: 'db', port: 5432, user: 'app', database: 'jenner', tls: 'verify-full' });
  assert.deepEqual(two?.owner, { host: '/run/postgresql', port: 5432, user: 'owner', password: 'x', database: 'jenner', tls: 'require' });
  assert.equal(readSettings({ DATABASE_URL: 'postgres://app@pool/jenner?prepare=false' }).database?.app.prepare, false);
});

test('a setting that cannot be used is named in one sentence, and never quotes a password', () => {
  const wrong: [NodeJS.ProcessEnv, RegExp][] = [
    ...['abc', '-1', '65536', '80.5', ' 80', '0x50', '1e3', '８０'].map((PORT): [NodeJS.ProcessEnv, RegExp] => [{ PORT }, /^PORT must be a whole number from 0 to 65535$/]),
    ...['a b', '', 'http://x', '127.0.0.1/24', "';"].map((HOST): [NodeJS.ProcessEnv, RegExp] => [{ HOST }, /^HOST must be a host name or an IP address/]),
    ...['nonsense', 'mysql://u:secret@h/d', 'postgres://h/d', 'postgres://u:secret@h', 'postgres://u:secret@h/', 'postgres://u:secret@h:99999/d', 'u:secret@h/d', 'postgres://u:se%cret@h/d'].map(
      (DATABASE_URL): [NodeJS.ProcessEnv, RegExp] => [{ DATABASE_URL }, /^DATABASE_URL must look like postgres:\/\/user:password@host:5432\/database/]),
    [{ DATABASE_URL: 'postgres://u:p@h/d', DATABASE_OWNER_URL: 'x' }, /^DATABASE_OWNER_URL must look like/],
    // What asks for a checked or hopeful connection must not silently get a plain one.
    [{ DATABASE_URL: 'postgres://u:secret@h/d?prepare=no' }, /^DATABASE_URL: prepare must be true or false$/],
    ...['verify-ca', 'prefer', 'allow', 'REQUIRE', ''].map((mode): [NodeJS.ProcessEnv, RegExp] => [{ DATABASE_URL: `postgres://u:secret@h/d?sslmode=${mode}` }, /^DATABASE_URL: sslmode must be disable, require or verify-full$/]),
    ...['-1', 'many', '1000001'].map((JENNER_DEMO_PATIENTS): [NodeJS.ProcessEnv, RegExp] => [{ JENNER_DEMO_PATIENTS }, /^JENNER_DEMO_PATIENTS must be/]),
    ...['ftp://x', 'jenner.example', '/x', 'javascript:alert(1)'].map((JENNER_BASE_URL): [NodeJS.ProcessEnv, RegExp] => [{ JENNER_BASE_URL }, /^JENNER_BASE_URL must be an http or https address$/]),
    [{ JENNER_LOG: 'debug' }, /^JENNER_LOG must be/],
    ...['secret', `secret${'0'.repeat(58)}`, '0'.repeat(63)].map((JENNER_SECRETS_KEY): [NodeJS.ProcessEnv, RegExp] => [{ JENNER_SECRETS_KEY }, /^JENNER_SECRETS_KEY must be 64 hexadecimal digits/]),
    ...['short secret', 'secret', `secret${'x'.repeat(200)}`].map((JENNER_METRICS_TOKEN): [NodeJS.ProcessEnv, RegExp] => [{ JENNER_METRICS_TOKEN }, /^JENNER_METRICS_TOKEN must be/]),
  ];
  for (const [env, says] of wrong) {
    assert.throws(() => readSettings(env), (error) => error instanceof SettingError && says.test(error.message) && !error.message.includes('secret') && !error.message.includes('\n'), JSON.stringify(env));
  }
});
