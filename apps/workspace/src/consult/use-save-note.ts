import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { buildConsultation } from '../../../../capabilities/consultations/build-consultation.ts';
import type { NoteLine } from '../../../../capabilities/consultations/note.ts';
import { isConsultationSaved, saveConsultation } from '../api/consultations.ts';
import { ApiError } from '../api/http.ts';
import type { Session } from '../api/session.ts';
import type { PatientRecord } from '../record/model/record.ts';
import { recordKey } from '../record/use-record.ts';
import type { DraftKeeper } from './draft-keeper.ts';
import type { DraftNote } from './note-envelope.ts';

export type SaveState = { kind: 'idle' } | { kind: 'saving' } | { kind: 'no answer' } | { kind: 'refused'; message: string } | { kind: 'saved'; at: string };

const RETRY = 4_000;
/** Saves on their way, by note: they outlive the screen they were begun on, and whoever comes back to it waits for them. */
const underWay = new Map<string, Promise<SaveState>>();

/**
 * Saves a note to the record once and once only. The draft says that it was sent before it is sent; while no answer comes
 * the note stays locked and the record is asked whether it is there before it is sent again.
 */
export function useSaveNote(session: Session, record: PatientRecord, keeper: DraftKeeper, note: DraftNote) {
  const client = useQueryClient();
  const [state, setState] = useState<SaveState>({ kind: 'idle' });
  const { ods } = session.practice;

  async function settle(send: () => Promise<void>): Promise<void> {
    const end = endOf(send);
    underWay.set(note.id, end);
    setState({ kind: 'saving' });
    const ended = await end;
    underWay.delete(note.id);
    setState(ended);
  }

  async function endOf(send: () => Promise<void>): Promise<SaveState> {
    try {
      await send();
      await keeper.finish();
      void client.invalidateQueries({ queryKey: recordKey(ods, record.patient.id) });
      return { kind: 'saved', at: new Date().toISOString() };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500 || error.status === 401) return { kind: 'no answer' };
      keeper.change({ submitted: false });
      return { kind: 'refused', message: error.message };
    }
  }

  async function save(lines: readonly NoteLine[]): Promise<void> {
    const bundle = bundleOf(session, record, note, lines);
    await settle(async () => {
      keeper.change({ submitted: true });
      await keeper.flush();
      await saveConsultation(ods, bundle);
    });
  }

  /** After a lost answer: is it in the record? If not, the note is unlocked and can be saved again. */
  async function ask(): Promise<void> {
    const end = underWay.get(note.id);
    if (end) {
      setState({ kind: 'saving' });
      setState(await end);
      return;
    }
    try {
      if (await isConsultationSaved(ods, note.id)) await settle(() => Promise.resolve());
      else {
        keeper.change({ submitted: false });
        setState({ kind: 'idle' });
      }
    } catch {
      setState({ kind: 'no answer' });
    }
  }

  const askNow = useEffectEvent(ask);
  const unanswered = note.submitted && state.kind !== 'saving' && state.kind !== 'saved';
  useEffect(() => {
    if (!unanswered) return undefined;
    const timer = setTimeout(() => void askNow(), state.kind === 'idle' ? 0 : RETRY);
    return () => { clearTimeout(timer); };
  }, [unanswered, state]);

  return { state, save, typed: () => { if (state.kind !== 'idle' && state.kind !== 'saving') setState({ kind: 'idle' }); } };
}

function bundleOf(session: Session, record: PatientRecord, note: DraftNote, lines: readonly NoteLine[]) {
  const organization = record.ofType('Organization').find((one) => one.identifier?.some((identifier) => identifier.value === session.practice.ods));
  return buildConsultation({
    id: note.id,
    kind: note.kind,
    patient: `Patient/${record.patient.id}`,
    author: session.user.reference,
    started: note.started,
    lines,
    ...(organization?.id === undefined ? {} : { organization: `Organization/${organization.id}` }),
  }, () => crypto.randomUUID());
}
