import { CONSULTATION_KINDS } from '../../../../capabilities/consultations/build-consultation.ts';
import type { ConsultationKind } from '../../../../capabilities/consultations/build-consultation.ts';
import type { CodedTerm, Note } from '../../../../capabilities/consultations/note.ts';

/** A note as it is kept in a draft: what was typed, and what makes saving it safe to repeat. */
export interface DraftNote extends Note {
  /** UUID that names the consultation before it is stored. */
  id: string;
  started: string;
  kind: ConsultationKind;
  /** Set while a save has been sent and no answer has come: the record must be asked before it is sent again. */
  submitted: boolean;
}

export function newNote(now: Date): DraftNote {
  return { id: crypto.randomUUID(), started: now.toISOString(), kind: 'surgery', submitted: false, text: '', picks: [], decisions: {} };
}

export function packNote(note: DraftNote): string {
  return JSON.stringify(note);
}

/** Reads a draft. A draft that another program wrote is taken as plain text, so that nothing typed is ever lost. */
export function unpackNote(text: string, now: Date): DraftNote {
  try {
    const read: unknown = JSON.parse(text);
    if (isObject(read) && typeof read['id'] === 'string' && typeof read['text'] === 'string') {
      const { id, started, kind, submitted, picks, decisions } = read;
      return {
        id,
        text: read['text'],
        started: typeof started === 'string' ? started : now.toISOString(),
        kind: isKind(kind) ? kind : 'surgery',
        submitted: submitted === true,
        picks: Array.isArray(picks) ? picks.filter(isTerm) : [],
        decisions: isObject(decisions) ? Object.fromEntries(Object.entries(decisions).filter(isDecision)) : {},
      };
    }
  } catch {
    // Not an envelope: plain text below.
  }
  return { ...newNote(now), text };
}

/** Both versions of a note that was typed in two places: theirs, then the lines of ours that theirs lacks. */
export function mergeNotes(theirs: DraftNote, ours: DraftNote): DraftNote {
  const held = new Set(theirs.text.split('\n').map((line) => line.trim()));
  const added = ours.text.split('\n').filter((line) => line.trim() !== '' && !held.has(line.trim()));
  return {
    ...theirs,
    text: [theirs.text, ...added].filter((part) => part !== '').join('\n'),
    picks: [...theirs.picks, ...ours.picks.filter((pick) => !theirs.picks.some((one) => one.code === pick.code && one.display === pick.display))],
    decisions: { ...ours.decisions, ...theirs.decisions },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKind(value: unknown): value is ConsultationKind {
  return typeof value === 'string' && value in CONSULTATION_KINDS;
}

function isTerm(value: unknown): value is CodedTerm {
  return isObject(value) && typeof value['system'] === 'string' && typeof value['code'] === 'string' && typeof value['display'] === 'string'
    && (value['text'] === undefined || typeof value['text'] === 'string');
}

function isDecision(entry: [string, unknown]): entry is [string, 'confirmed' | 'text'] {
  return entry[1] === 'confirmed' || entry[1] === 'text';
}
