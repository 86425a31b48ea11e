import assert from 'node:assert/strict';
import { connect as dial, createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, it } from 'node:test';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { connect, type ConnectionOptions, type Database } from './database.ts';

let db: TestDatabase;
before(async () => {
  db = await startTestDatabase();
});
after(() => db.stop());

/** Statements without parameters, which are sent at once, those that are described first, and transactions. */
function atOnce(pool: Database, count: number): Promise<unknown[]> {
  return Promise.all(Array.from({ length: count }, async (_, i) => {
    if (i % 7 === 0) return pool.transaction('A20047', async (tx) => (await tx.query<{ n: number }>('select $1::integer as n', [i]))[0]?.n);
    if (i % 3 === 0) return (await pool.query<{ n: number }>('select 1 as n', []))[0]?.n;
    return (await pool.query<{ n: number }>('select $1::integer as n', [i]))[0]?.n;
  }));
}

it('answers every statement of many at once (pgbouncer below 1.21 lost what was described behind another)', async () => {
  const pool = connect(db.connections.app, { size: 4 });
  try {
    assert.deepEqual(await atOnce(pool, 300), Array.from({ length: 300 }, (_, i) => (i % 3 === 0 && i % 7 !== 0 ? 1 : i)));
  } finally {
    await pool.close();
  }
});

it('sends a statement that is not prepared only once the one before is answered, and prepared ones without waiting', async () => {
  assert.equal(await sentAhead({ ...db.connections.app, prepare: false }), 0);
  if (db.connections.app.prepare !== false) assert.ok((await sentAhead(db.connections.app)) > 0);
});

/** How many messages a pool of one connection sends while the server still owes it an answer. */
async function sentAhead(options: ConnectionOptions): Promise<number> {
  let [owed, ahead] = [0, 0];
  const relay = createServer((client) => {
    const server = options.host.startsWith('/') ? dial(`${options.host}/.s.PGSQL.${options.port}`) : dial(options.port, options.host);
    // The first message of a connection has no kind.
    eachMessage(client, false, (kind) => {
      if (owed > 0 && 'QP'.includes(kind)) ahead++;
      if ('QS'.includes(kind)) owed++;
    });
    eachMessage(server, true, (kind) => {
      if (kind === 'Z' && owed > 0) owed--;
    });
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) socket.on('error', () => [client, server].forEach((each) => each.destroy()));
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const pool = connect({ ...options, host: '127.0.0.1', port: (relay.address() as AddressInfo).port }, { size: 1 });
  try {
    await pool.query('select 1', []);
    await atOnce(pool, 30);
  } finally {
    await pool.close();
    await new Promise((resolve) => relay.close(resolve));
  }
  return ahead;
}

function eachMessage(socket: Socket, kinds: boolean, seen: (kind: string) => void): void {
  let [rest, withKind] = [Buffer.alloc(0), kinds];
  socket.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const at = withKind ? 1 : 0;
      if (rest.length < at + 4) return;
      const length = at + rest.readUInt32BE(at);
      if (rest.length < length) return;
      if (withKind) seen(String.fromCharCode(rest[0] ?? 0));
      withKind = true;
      rest = rest.subarray(length);
    }
  });
}
