import { useQuery } from '@tanstack/react-query';
import type { Session } from '../api/session.ts';
import { fetchAlerts } from './access-api.ts';

const EVERY = 5_000;

export function alertsKey(ods: string) {
  return ['alerts', ods] as const;
}

/** Those who are told that somebody broke the glass: who keep access and read the audit. */
export function hearsAlerts({ abilities }: Session): boolean {
  return abilities.readAudit && abilities.manageAccess;
}

/** The alerts of the practice, asked for every five seconds while `watching`. */
export function useAlerts(session: Session, watching = true) {
  const { ods } = session.practice;
  const hears = hearsAlerts(session);
  return useQuery({ queryKey: alertsKey(ods), queryFn: () => fetchAlerts(ods), enabled: hears && watching, refetchInterval: EVERY });
}
