import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { recordKey } from '../record/use-record.ts';
import { listenForChanges } from './live-changes.ts';
import type { LiveState } from './live-changes.ts';

/** Keeps the open records as fresh as the server: a change refetches that record, a gap refetches them all. */
export function useLive(ods: string): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => listenForChanges(ods, {
    onChange: ({ patient }) => void client.invalidateQueries({ queryKey: recordKey(ods, patient) }),
    onGap: () => void client.invalidateQueries({ queryKey: ['record', ods] }),
    onState: setState,
  }), [ods, client]);
  return state;
}
