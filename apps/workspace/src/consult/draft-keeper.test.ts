import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { NoAnswerError } from '../api/http.ts';
import type { DraftStore, StoredDraft } from '../api/drafts.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { packNote, unpackNote } from './note-envelope.ts';

/** A server that keeps one draft and checks versions as docs/api.md says; `down` loses every call, `deaf` loses the answers. */
class Server implements DraftStore {
  stored: StoredDraft | undefined;
  down = false;
  deaf = false;
  calls = 0;
  async read() {
    if (this.down) throw new NoAnswerError();
    return this.stored;
  }
  async keep(text: string, version: number) {
    this.calls += 1;
    if (this.down) throw new NoAnswerError();
    if ((this.stored?.version ?? 0) !== version) return { conflict: this.stored };
    this.stored = { patient: 'p', text, savedAt: '2026-11-22T10:42:00Z', version: version + 1 };
    if (this.deaf) throw new NoAnswerError();
    return { kept: this.stored };
  }
  async discard(version: number) { if ((this.stored?.version ?? 0) <= version) this.stored = undefined; }
  get text() { return this.stored && unpackNote(this.stored.text, new Date()).text; }
}

const settle = async () => { for (let i = 0; i < 20; i++) await Promise.resolve(); };

async function start(t: TestContext, server: Server) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-11-22T10:00:00Z') });
  const keeper = new DraftKeeper(server);
  await settle();
  const wait = async (ms: number) => {
    t.mock.timers.tick(ms);
    await settle();
  };
  return { keeper, wait };
}

test('what is typed is on the server within 500 ms, in one call for a burst of keys', async (t) => {
  const server = new Server();
  const { keeper, wait } = await start(t, server);
  for (const text of ['c', 'co', 'cou']) keeper.change({ text });
  assert.equal(keeper.view().state.kind, 'unsaved');
  await wait(500);
  assert.equal(server.text, 'cou');
  assert.equal(server.calls, 1);
  assert.equal(keeper.view().state.kind, 'saved');
});

test('steady typing is kept on the way, not only when it stops', async (t) => {
  const server = new Server();
  const { keeper, wait } = await start(t, server);
  for (let i = 1; i <= 12; i++) {
    keeper.change({ text: 'x'.repeat(i) });
    await wait(200);
  }
  assert.ok((server.text?.length ?? 0) >= 9);
});

test('outage: nothing is lost, the state says so, and it is kept as soon as the connection is back', async (t) => {
  const server = new Server();
  const { keeper, wait } = await start(t, server);
  server.down = true;
  keeper.change({ text: 'during the outage' });
  await wait(500);
  assert.deepEqual(keeper.view().state, { kind: 'waiting', why: 'no connection', message: 'No connection to the server' });
  keeper.change({ text: 'during the outage, more' });
  await wait(60_000);
  assert.ok(keeper.hasUnsaved);
  server.down = false;
  keeper.retry();
  await settle();
  assert.equal(server.text, 'during the outage, more');
});

test('two tabs: a version written elsewhere is shown, never overwritten, until somebody chooses', async (t) => {
  const server = new Server();
  const { keeper, wait } = await start(t, server);
  keeper.change({ text: 'ours' });
  await wait(500);
  const theirs = { ...keeper.view().note, text: 'theirs' };
  server.stored = { patient: 'p', text: packNote(theirs), savedAt: '2026-11-22T10:43:00Z', version: 5 };
  keeper.change({ text: 'ours, more' });
  await wait(500);
  assert.equal(keeper.view().state.kind, 'conflict');
  await wait(60_000);
  assert.equal(server.text, 'theirs');
  keeper.resolve({ ...theirs, text: 'both' }, server.stored);
  await settle();
  assert.equal(server.text, 'both');
});

test('a lost answer is no conflict: the text the server holds is our own', async (t) => {
  const server = new Server();
  const { keeper, wait } = await start(t, server);
  server.deaf = true;
  keeper.change({ text: 'first' });
  await wait(500);
  server.deaf = false;
  keeper.change({ text: 'first and second' });
  await wait(5_000);
  await wait(500);
  assert.equal(server.text, 'first and second');
  assert.equal(keeper.view().state.kind, 'saved');
});

test('a page that closes while a text is on its way sends the last words too, whether or not the first arrives', async (t) => {
  for (const arrives of [true, false]) {
    const server = new Server();
    const gate = Promise.withResolvers<void>();
    const slow: DraftStore = {
      read: () => server.read(),
      discard: (version) => server.discard(version),
      async keep(text, version, closing) {
        if (!closing) {
          await gate.promise;
          if (!arrives) throw new NoAnswerError();
        }
        return server.keep(text, version);
      },
    };
    const keeper = new DraftKeeper(slow);
    await settle();
    keeper.change({ text: 'first' });
    void keeper.flush();
    keeper.change({ text: 'first and last' });
    if (arrives) gate.resolve();
    if (arrives) await server.keep(packNote({ ...keeper.view().note, text: 'first' }), 0);
    await keeper.flush(true);
    await settle();
    assert.equal(server.text, 'first and last', `first ${arrives ? 'arrives' : 'is lost'}`);
    gate.resolve();
    keeper.close();
  }
  t.diagnostic('both orders');
});

test('a draft is there when the patient is opened again', async (t) => {
  const server = new Server();
  const { keeper, wait } = await start(t, server);
  keeper.change({ text: 'half a note' });
  await wait(500);
  const again = new DraftKeeper(server);
  await settle();
  assert.equal(again.view().note.text, 'half a note');
  assert.equal(again.view().note.id, keeper.view().note.id);
});

test('a note that goes into the record while a text is still on its way leaves no draft behind (safety I37)', async (t) => {
  const server = new Server();
  const { keeper, wait } = await start(t, server);
  const held = Promise.withResolvers<void>();
  const keep = server.keep.bind(server);
  server.keep = async (text: string, version: number) => {
    await held.promise;
    return keep(text, version);
  };
  keeper.change({ text: 'first' });
  await wait(400);
  keeper.change({ submitted: true });
  const gone = keeper.flush().then(() => keeper.finish());
  held.resolve();
  await gone;
  assert.equal(server.stored, undefined);
  keeper.change({ text: 'the next note' });
  await wait(400);
  await settle();
  assert.equal(keeper.view().state.kind, 'saved');
  assert.equal(server.text, 'the next note');
});
