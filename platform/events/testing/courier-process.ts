import { connect, type ConnectionOptions } from '../../store/database.ts';
import { secretsUnder } from '../../store/secrets/seal.ts';
import { COURIER_STANDARD, startCourier } from '../courier.ts';

/** A courier in a process of its own, to be killed. Its leases are short, so that the next one soon goes on. */
const [connection, base, outbox, key] = JSON.parse(process.argv[2] ?? '') as [ConnectionOptions, string, string, string];
const db = connect(connection, { size: 4, secrets: secretsUnder(Buffer.from(key, 'hex')) });
const senders = new Map([
  ['letter', async (_practice: string, id: string, payload: unknown) => {
    const answer = await fetch(outbox, { method: 'POST', body: JSON.stringify({ id, payload }), signal: AbortSignal.timeout(500) });
    if (!answer.ok) throw new Error('not taken');
  }],
]);
startCourier(db, { ...COURIER_STANDARD, senders, allowLocal: true, base: () => base, pollMs: 10, firstRetryMs: 20, longestRetryMs: 50, leaseMs: 700, outboxLeaseMs: 700 }, () => undefined);
process.stdout.write('ready\n');
setInterval(() => undefined, 60_000);
