import assert from 'node:assert/strict';
import { it } from 'node:test';
import { boundedJson, isDeeperThan } from './bounded-json.ts';

it('counts brackets outside strings only', () => {
  assert.equal(isDeeperThan('[[[]]]', 3), false);
  assert.equal(isDeeperThan('[{"a":[1]}]', 2), true);
  assert.equal(isDeeperThan('{"a":"[[[[[[","b":"\\"[[[[","c":"\\\\"}', 1), false);
  assert.equal(isDeeperThan('{"a":"\\\\","b":[[]]}', 2), true);
  assert.equal(isDeeperThan('"[[[[ never closed', 1), false);
  assert.equal(isDeeperThan('[],[],[],[]', 1), false);
});

it('refuses 5 MB of nested brackets in milliseconds, and reads 5 MB of sound JSON about as fast as before', () => {
  let parsed = 0;
  const parser = boundedJson((_request: null, body: string, done: (error: Error | null, value?: unknown) => void) => {
    parsed++;
    done(null, JSON.parse(body));
  });
  const bombs = ['['.repeat(5_000_000), '{"a":'.repeat(1_000_000), `{"resourceType":"Bundle","entry":${'[{"a":'.repeat(800_000)}`]
    .map((text) => Buffer.from(text).toString()); // as it comes from the network: in one piece
  for (const bomb of bombs) {
    const from = performance.now();
    parser(null, bomb, (error) => assert.match(error?.message ?? '', /nested more than 100/));
    assert.ok(performance.now() - from < 20, `${performance.now() - from} ms`);
  }
  assert.equal(parsed, 0);
  const sound = JSON.stringify(Array.from({ length: 12_000 }, (_, i) => ({ resourceType: 'Observation', id: String(i), text: { div: 'a "quoted" word and more words '.repeat(8) }, code: { coding: [{ code: '1' }] } })));
  const from = performance.now();
  assert.equal(isDeeperThan(sound, 100), false);
  const scanned = performance.now() - from;
  JSON.parse(sound);
  const read = performance.now() - from - scanned;
  assert.ok(scanned < read * 3 + 20, `scan ${scanned} ms, parse ${read} ms`);
  parser(null, '[1]', (error, value) => assert.deepEqual([error, value], [null, [1]]));
});
