/** What the windows of one browser, which share a session, tell one another. */
type Word = 'locked' | 'opened';

const channel = new BroadcastChannel('jenner.session');

export function tellWindows(word: Word): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel is one origin's
  channel.postMessage(word);
}

/** Calls the listener when another window says so. Returns the way to stop. */
export function onOtherWindow(word: Word, listener: () => void): () => void {
  const hear = ({ data }: MessageEvent<unknown>) => { if (data === word) listener(); };
  channel.addEventListener('message', hear);
  return () => { channel.removeEventListener('message', hear); };
}
