import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { fetchKeySet, isOutward } from './fetch-key-set.ts';

const PUBLIC_BASE = 'https://jenner.example.nhs.uk';
const KEY = { kty: 'EC', crv: 'P-384', kid: '1', x: 'x', y: 'y' };

describe('fetching a client’s keys', () => {
  let port = 0;
  let knocks = 0;
  const host = createServer((request, response) => {
    knocks++;
    if (request.url === '/redirect') response.writeHead(302, { location: '/good' });
    response.end(request.url === '/huge' ? `{"keys":[${'1,'.repeat(60_000)}1]}` : request.url === '/private' ? JSON.stringify({ keys: [{ ...KEY, d: 'd' }] }) : JSON.stringify({ keys: [KEY] }));
  });
  before(async () => {
    await new Promise<void>((resolve) => void host.listen(0, '127.0.0.1', resolve));
    ({ port } = host.address() as AddressInfo);
  });
  after(() => host.close());

  it('never knocks at a private network (SSRF), by number or by name', async () => {
    for (const inward of ['10.1.2.3', '127.0.0.1', '169.254.169.254', '172.16.0.1', '192.168.1.1', '0.0.0.0', '100.64.0.1', '::1', '::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '224.0.0.1', '255.255.255.255']) assert.equal(isOutward(inward), false, inward);
    for (const outward of ['8.8.8.8', '2001:4860:4860::8888']) assert.equal(isOutward(outward), true, outward);
    for (const url of [`https://127.0.0.1:${port}/good`, `https://localhost:${port}/good`, `https://[::1]:${port}/good`, `https://2130706433:${port}/good`, `https://0x7f.1:${port}/`, `http://127.0.0.1:${port}/good`]) {
      assert.equal(await fetchKeySet(url, PUBLIC_BASE), undefined, url);
    }
    assert.equal(knocks, 0);
  });

  it('on a developer’s machine fetches from that machine, follows no redirect, and takes nothing huge or private', async () => {
    const at = (path: string) => fetchKeySet(`http://127.0.0.1:${port}${path}`, 'http://127.0.0.1:8420');
    assert.equal((await at('/good'))?.keys.length, 1);
    for (const path of ['/redirect', '/huge', '/private']) assert.equal(await at(path), undefined, path);
  });
});
