import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { observation, patient, put, remove, write } from '../../scripts/proofs/sample-records.ts';
import type { Database } from '../store/database.ts';
import type { ChangeEvent } from './changes.ts';
import { type Feed, openFeed } from './feed.ts';

const PRACTICE = 'A20047';
const QUIET = 'B81001';

describe('the change feed', () => {
  let db: TestDatabase;
  let feed: Feed;
  let errors: unknown[];
  before(async () => {
    db = await startTestDatabase([PRACTICE, QUIET]);
    await write(db.app, PRACTICE, [put(patient('p')), put(patient('q'))]);
  });
  after(() => db.stop());
  beforeEach(() => {
    errors = [];
    feed = openFeed(db.app, (error) => errors.push(error));
  });
  afterEach(() => feed.close());

  let next = 0;
  /** Writes so many changes, one after another, and answers the last position. */
  async function change(count: number): Promise<number> {
    for (let i = 0; i < count; i++) await write(db.app, PRACTICE, [put(observation(`o${next++}`, 'p'))]);
    return feed.head(PRACTICE);
  }
  async function until(condition: () => boolean, what: string): Promise<void> {
    for (let i = 0; i < 300; i++) {
      if (condition()) return;
      await sleep(10);
    }
    assert.fail(`waited in vain for ${what}`);
  }
  /** Listens, and keeps the positions heard. */
  function listen(from: number, practice = PRACTICE): { heard: number[]; stop: () => void } {
    const heard: number[] = [];
    return { heard, stop: feed.subscribe(practice, from, (event) => heard.push(event.position)) };
  }
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i + 1);

  it('tells what was written: whose record, at which version, and a deletion as version 0', async () => {
    const from = await feed.head(PRACTICE);
    await write(db.app, PRACTICE, [put(observation('told', 'q')), put(observation('told-2', 'p'))]);
    await write(db.app, PRACTICE, [remove('Observation', 'told', 'q')]);
    await write(db.app, PRACTICE, [put(observation('imported', 'q'))], { account: 'importer', role: 'system', action: 'import' });
    const events = await feed.after(PRACTICE, from, 10);
    assert.deepEqual(events.map(({ patient: about, resources }) => [about, resources]).toSorted(), [['p', [['Observation', 'told-2', 1]]], ['q', [['Observation', 'told', 0]]], ['q', [['Observation', 'told', 1]]], ['q', undefined]].toSorted());
    const own = events.filter((event) => event.patient === 'q').map((event) => event.recordVersion);
    assert.deepEqual(own, range((own[0] ?? 0) - 1, own.at(-1) ?? 0), 'the record versions of one patient do not follow one another');
    assert.deepEqual(await feed.after(QUIET, 0, 10), []);
  });

  it('resumes from any position, to the end and without a gap (docs/api.md: resume with Last-Event-ID)', async () => {
    const head = await change(30);
    for (const from of [0, 1, 7, head - 1, head]) {
      const { heard, stop } = listen(from);
      await until(() => heard.length >= head - from, `${head - from} events`);
      assert.deepEqual(heard, range(from, head));
      stop();
      assert.deepEqual((await feed.after(PRACTICE, from, 5)).map((event) => event.position), range(from, Math.min(from + 5, head)));
    }
  });

  it('tells every listener everything in strict order, wherever each began, while 8 writers write', async () => {
    const from = await feed.head(PRACTICE);
    const listeners: { from: number; heard: number[] }[] = [];
    const joining = (async () => {
      for (let i = 0; i < 20; i++) {
        const start = i % 3 === 0 ? 0 : i % 3 === 1 ? await feed.head(PRACTICE) : from;
        listeners.push({ from: start, heard: listen(start).heard });
        await sleep(15);
      }
    })();
    await Promise.all([
      joining,
      ...Array.from({ length: 8 }, async (_, lane) => {
        for (let i = 0; i < 25; i++) {
          await write(db.app, PRACTICE, [put(observation(`w${lane}-${i}`, lane % 2 === 0 ? 'p' : 'q'))]);
          if (i % 5 === 0) feed.wake(PRACTICE);
        }
      }),
    ]);
    const head = await feed.head(PRACTICE);
    assert.ok(head >= from + 200);
    for (const one of listeners) {
      await until(() => one.heard.at(-1) === head, 'the last event');
      assert.deepEqual(one.heard, range(one.from, head));
    }
    assert.deepEqual(errors, []);
  });

  it('reaches a listener within a second, at once where it is woken (design: live update in 1 s)', async () => {
    const { heard } = listen(await feed.head(PRACTICE));
    await sleep(50);
    await change(1);
    await until(() => heard.length === 1, 'the event, with nobody to wake the feed');
    const from = performance.now();
    await change(1);
    feed.wake(PRACTICE);
    await until(() => heard.length === 2, 'the event');
    assert.ok(performance.now() - from < 1_000);
  });

  it('lets nobody who has come from the future, or from far back, keep the others waiting', async () => {
    const head = await feed.head(PRACTICE);
    const future = listen(head + 1_000_000);
    const past = listen(0);
    const live = listen(head);
    await change(3);
    feed.wake(PRACTICE);
    await until(() => live.heard.length === 3 && past.heard.length === head + 3, 'events beside a listener ahead of the feed');
    assert.deepEqual([future.heard, live.heard], [[], range(head, head + 3)]);
  });

  it('passes over no other listener where one of them fails', async () => {
    const from = await feed.head(PRACTICE);
    const first = listen(from);
    feed.subscribe(PRACTICE, from, () => {
      throw new Error('broken pipe');
    });
    const second = listen(from);
    await change(3);
    await until(() => first.heard.length === 3 && second.heard.length === 3, 'both listeners');
    assert.deepEqual([first.heard, second.heard], [range(from, from + 3), range(from, from + 3)]);
    assert.ok(errors.length > 0);
  });

  it('says no more to a listener that has stopped, and stopping twice does no harm', async () => {
    const from = await feed.head(PRACTICE);
    const early = listen(0);
    early.stop(); // before it has been brought up to date
    const { heard, stop } = listen(from);
    await change(1);
    await until(() => heard.length === 1, 'one event');
    stop();
    const later = listen(from);
    stop();
    await change(2);
    await until(() => later.heard.length === 3, 'the one who came after');
    assert.deepEqual([early.heard, heard], [[], [from + 1]]);
  });

  it('goes on where it was once the database answers again, for those catching up too', async () => {
    let failing = true;
    const flaky: Database = { ...db.app, transaction: (practice, work) => (failing ? Promise.reject(new Error('no connection')) : db.app.transaction(practice, work)) };
    const from = await feed.head(PRACTICE);
    const own = openFeed(flaky, (error) => errors.push(error));
    try {
      const [live, back]: [number[], number[]] = [[], []];
      own.subscribe(PRACTICE, from, (event) => live.push(event.position));
      own.subscribe(PRACTICE, from - 5, (event) => back.push(event.position));
      await change(2);
      await until(() => errors.length >= 2, 'a failure');
      failing = false;
      await until(() => live.length === 2 && back.length === 7, 'both, after the failure');
      assert.deepEqual([live, back], [range(from, from + 2), range(from - 5, from + 2)]);
    } finally {
      own.close();
    }
  });

  it('delivers a long way back in pages, and what is written meanwhile after it', async () => {
    const owner = db.owner;
    const [start] = await owner.query<{ position: number }>(`select position from feed where practice = $1`, [PRACTICE]);
    const from = start?.position ?? 0;
    await owner.query(`insert into change (practice, position, patient, record_version, at, resources) select $1, $2::bigint + n, 'p', n, now(), '[]' from generate_series(1, 1800) n`, [PRACTICE, from]);
    await owner.query(`update feed set position = position + 1800 where practice = $1`, [PRACTICE]);
    const { heard } = listen(from);
    const head = await change(4);
    feed.wake(PRACTICE);
    await until(() => heard.at(-1) === head, 'the end');
    assert.deepEqual(heard, range(from, head));
  });

  it('is silent once it is closed', async () => {
    const events: ChangeEvent[] = [];
    feed.subscribe(PRACTICE, await feed.head(PRACTICE), (event) => events.push(event));
    await sleep(30);
    feed.close();
    await change(1);
    await sleep(500);
    assert.deepEqual([events, errors], [[], []]);
  });
});
