import type { GuardKind } from './access-api.ts';

export const GUARD_WORDS: Readonly<Record<GuardKind, string>> = { 'high-profile': 'High profile', 'sealed': 'Sealed' };
