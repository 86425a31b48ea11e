import { ApiError } from '../api/http.ts';
import type { DraftStore, StoredDraft } from '../api/drafts.ts';
import { newNote, packNote, unpackNote } from './note-envelope.ts';
import type { DraftNote } from './note-envelope.ts';

export type DraftState =
  | { kind: 'loading' }
  | { kind: 'empty' }
  | { kind: 'unsaved' }
  | { kind: 'saved'; at: string }
  | { kind: 'waiting'; why: 'no connection' | 'signed out' | 'refused'; message: string }
  | { kind: 'conflict'; theirs: StoredDraft | undefined };

export interface DraftView {
  note: DraftNote;
  state: DraftState;
}

/** Typing stops this long before it is sent; steady typing is sent at least this often. */
const PAUSE = 400;
const LONGEST = 2_000;
const RETRIES = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Keeps what is typed for one patient on the server, keystroke by keystroke, whatever happens to the network.
 * It lives as long as the page, not as long as a screen: switching records loses nothing.
 * The server is the truth; a version written elsewhere is never overwritten without somebody choosing.
 */
export class DraftKeeper {
  #view: DraftView;
  #version = 0;
  /** Texts sent since the server last said what it keeps: a conflict with one of them is no conflict. */
  readonly #sent = new Set<string>();
  #dirty = false;
  #busy = false;
  /** Settled when what is on its way has been answered, or given up. */
  #sending: Promise<void> = Promise.resolve();
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstUnsent: number | undefined;
  #closed = false;
  readonly #store: DraftStore;
  readonly #listeners = new Set<() => void>();

  constructor(store: DraftStore) {
    this.#store = store;
    this.#view = { note: newNote(new Date()), state: { kind: 'loading' } };
    void this.load();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  };

  readonly view = (): DraftView => this.#view;

  /** True while closing the page or the record would lose something. */
  get hasUnsaved(): boolean {
    return this.#dirty || this.#busy;
  }

  /** Reads the draft; tries again until there is an answer. What was typed meanwhile meets it as a conflict. */
  async load(): Promise<void> {
    try {
      const stored = await this.#store.read();
      if (stored) this.#version = stored.version;
      if (this.#dirty && stored && stored.text !== packNote(this.#view.note)) this.#show({ kind: 'conflict', theirs: stored });
      else if (this.#dirty) this.#schedule();
      else if (stored) this.#set(unpackNote(stored.text, new Date()), { kind: 'saved', at: stored.savedAt });
      else this.#show({ kind: 'empty' });
    } catch (error) {
      this.#waitAfter(error, () => this.load());
    }
  }

  /** Takes what was typed. */
  change(change: Partial<DraftNote>): void {
    const started = this.#view.note.text === '' && !this.#dirty && this.#version === 0 ? { started: new Date().toISOString() } : {};
    const note = { ...this.#view.note, ...started, ...change };
    this.#dirty = true;
    this.#firstUnsent ??= Date.now();
    const { state } = this.#view;
    const stays = state.kind === 'conflict' || state.kind === 'waiting' || state.kind === 'loading';
    this.#set(note, stays ? state : { kind: 'unsaved' });
    if (!stays) this.#schedule();
  }

  /** Sends at once, after what is on its way already; with the page closing, in a way that outlives it. */
  async flush(closing = false): Promise<void> {
    clearTimeout(this.#timer);
    const { kind } = this.#view.state;
    if (!this.#dirty || kind === 'conflict' || kind === 'loading') return;
    const text = packNote(this.#view.note);
    this.#sent.add(text);
    if (this.#busy) {
      if (closing) {
        this.#lastWords(text);
        return;
      }
      await this.#sending;
      await this.flush();
      return;
    }
    this.#sending = this.#send(text, closing);
    await this.#sending;
  }

  async #send(text: string, closing: boolean): Promise<void> {
    this.#busy = true;
    this.#dirty = false;
    this.#firstUnsent = undefined;
    try {
      const outcome = await this.#store.keep(text, this.#version, closing);
      this.#failures = 0;
      if ('kept' in outcome) this.#kept(outcome.kept);
      else await this.#conflict(outcome.conflict);
    } catch (error) {
      this.#dirty = true;
      this.#firstUnsent ??= Date.now();
      this.#waitAfter(error, () => this.flush());
    } finally {
      this.#busy = false;
    }
  }

  /** The page closes while an earlier text is on its way: whether that arrives or not, one of these two does. */
  #lastWords(text: string): void {
    for (const version of [this.#version + 1, this.#version]) void this.#store.keep(text, version, true).catch(() => undefined);
  }

  /** Settles a conflict with the text that shall stand. */
  resolve(note: DraftNote, theirs: StoredDraft | undefined): void {
    this.#version = theirs?.version ?? 0;
    this.#dirty = true;
    this.#set(note, { kind: 'unsaved' });
    void this.flush();
  }

  /** Something changed for the better: signed in again, back on line. Tries now. */
  retry(): void {
    if (this.#view.state.kind !== 'waiting') return;
    clearTimeout(this.#timer);
    this.#failures = 0;
    void (this.#dirty ? this.flush() : this.load());
  }

  /** The note is in the record, or not wanted: the draft goes, and a new one begins. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer);
    this.#dirty = false;
    // What is still on its way would bring the draft back, in a version that nobody here knows of.
    await this.#sending;
    clearTimeout(this.#timer);
    this.#dirty = false;
    await this.#store.discard(this.#version);
    this.#version = 0;
    this.#sent.clear();
    this.#set(newNote(new Date()), { kind: 'empty' });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #kept(stored: StoredDraft): void {
    this.#version = stored.version;
    this.#sent.clear();
    if (this.#dirty) {
      this.#show({ kind: 'unsaved' });
      this.#schedule();
    } else {
      this.#show({ kind: 'saved', at: stored.savedAt });
    }
  }

  /** A version that says what we sent is our own: its answer was lost. */
  async #conflict(conflict: StoredDraft | undefined): Promise<void> {
    const theirs = conflict ?? await this.#store.read();
    const ours = theirs !== undefined && this.#sent.has(theirs.text);
    if (theirs === undefined || theirs.text !== packNote(this.#view.note)) this.#dirty = true;
    if (ours) {
      this.#kept(theirs);
      return;
    }
    if (theirs === undefined || theirs.text === '') {
      this.#version = theirs?.version ?? 0;
      this.#show({ kind: 'conflict', theirs: undefined });
      return;
    }
    this.#show({ kind: 'conflict', theirs });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const waited = this.#firstUnsent === undefined ? 0 : Date.now() - this.#firstUnsent;
    this.#timer = setTimeout(() => void this.flush(), Math.max(0, Math.min(PAUSE, LONGEST - waited)));
  }

  #waitAfter(error: unknown, again: () => Promise<void>): void {
    if (this.#closed) return;
    const why = !(error instanceof ApiError) ? 'no connection' : error.status === 401 ? 'signed out' : 'refused';
    this.#show({ kind: 'waiting', why, message: error instanceof Error ? error.message : '' });
    const delay = RETRIES[Math.min(this.#failures, RETRIES.length - 1)] ?? 15_000;
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void again(), delay);
  }

  #show(state: DraftState): void {
    this.#set(this.#view.note, state);
  }

  #set(note: DraftNote, state: DraftState): void {
    this.#view = { note, state };
    for (const listener of this.#listeners) listener();
  }
}
