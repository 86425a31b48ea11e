import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { checkEndpoint, guardedLookup, mayReach } from './address-guard.ts';
import { post } from './rest-hook.ts';

test('private, local and disguised addresses are refused; link-local even where local ones are allowed', () => {
  for (const address of ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.0.1', '100.64.0.1', '::1', 'fd00::1', '::ffff:10.0.0.1']) {
    assert.deepEqual([mayReach(address, false), mayReach(address, true)], [false, true], address);
  }
  for (const address of ['169.254.169.254', '0.0.0.0', '224.0.0.1', 'fe80::1', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', '2002:7f00:1::', 'nonsense']) {
    assert.deepEqual([mayReach(address, false), mayReach(address, true)], [false, false], address);
  }
  for (const address of ['8.8.8.8', '2a00:1450::1']) assert.equal(mayReach(address, false), true, address);
});

test('http goes to this machine alone, and only where that is allowed', () => {
  assert.throws(() => checkEndpoint('http://127.0.0.1/x', false), { fault: 'invalid' });
  assert.throws(() => checkEndpoint('http://example.org/x', true), { fault: 'invalid' });
  assert.throws(() => checkEndpoint('https://2130706433/x', false), { fault: 'invalid' }); // 127.0.0.1, as one number
  assert.equal(checkEndpoint('http://localhost:1/x', true).hostname, 'localhost');
  assert.equal(checkEndpoint('https://example.org/x', false).hostname, 'example.org');
});

test('a name that leads to this machine is refused when the connection is made, and nothing arrives', async () => {
  let asked = 0;
  const server = createServer((_request, response) => void (asked++, response.end()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const outcome = await post({ endpoint, headers: [], secret: 'whsec_AAAA', id: 'x', body: '{}', timeoutMs: 2_000 }, false);
  const code = await new Promise((resolve) => guardedLookup(false)('localhost', {}, (error) => resolve(error?.code)));
  server.close();
  assert.deepEqual([outcome, code, asked], ['refused-address', 'EREFUSED_ADDRESS', 0]);
});
