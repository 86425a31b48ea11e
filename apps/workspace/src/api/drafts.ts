import { ApiError, call } from './http.ts';

/** A draft as the server keeps it. */
export interface StoredDraft {
  patient: string;
  text: string;
  savedAt: string;
  version: number;
}

export type DraftKept = { kept: StoredDraft } | { conflict: StoredDraft | undefined };

/** The calls a draft needs; an interface so that its keeping can be tested without a server. */
export interface DraftStore {
  read(): Promise<StoredDraft | undefined>;
  keep(text: string, version: number, keepalive: boolean): Promise<DraftKept>;
  /** Lets the draft go, unless another window has typed on since that version. */
  discard(version: number): Promise<void>;
}

/** Browsers refuse to let more than 64 kB outlive a page. */
const KEEPALIVE_LIMIT = 20_000;

export function draftStore(ods: string, patientId: string): DraftStore {
  const path = `/${ods}/drafts/${encodeURIComponent(patientId)}`;
  return {
    async read() {
      try {
        return (await call<StoredDraft>(path)).body;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return undefined;
        throw error;
      }
    },
    async keep(text, version, keepalive) {
      try {
        const { body } = await call<StoredDraft>(path, { method: 'PUT', body: { text, version }, keepalive: keepalive && text.length < KEEPALIVE_LIMIT });
        if (!body) throw new Error('The server did not say what it kept');
        return { kept: body };
      } catch (error) {
        if (error instanceof ApiError && error.status === 409) return { conflict: isDraft(error.body) ? error.body : undefined };
        throw error;
      }
    },
    async discard(version) {
      await call(`${path}?version=${version}`, { method: 'DELETE' });
    },
  };
}

function isDraft(body: unknown): body is StoredDraft {
  return typeof body === 'object' && body !== null && 'version' in body && 'text' in body;
}
