export interface Epic {
  id: string;
  name: string;
  /** The capability that asks for it; several may ask for the same epic. */
  capability: string;
  level: 'MUST' | 'MAY';
}

export interface NamedResult {
  name: string;
  status: 'passed' | 'failed' | 'skipped';
}

/** `failing` wins over everything: an epic is met when what tests it passes, all of it. */
export type Evidence = 'real' | 'simulated' | 'attested' | 'failing' | 'none';

/**
 * What the last test run proves about an epic. A test speaks for an epic by naming its id; where its name also
 * names capabilities (C5), for the epic in those only. A test whose name says "simulated" ran against a
 * simulator, and one that says "attested" checks a statement rather than the system.
 */
export function evidenceFor(epic: Epic, results: readonly NamedResult[]): Evidence {
  const speaking = results.filter(({ name, status }) => status !== 'skipped' && names(name, epic));
  if (speaking.some(({ status }) => status === 'failed')) return 'failing';
  if (speaking.some(({ name }) => !/simulated|attested/i.test(name))) return 'real';
  if (speaking.some(({ name }) => /simulated/i.test(name))) return 'simulated';
  return speaking.length > 0 ? 'attested' : 'none';
}

function names(test: string, { id, capability }: Epic): boolean {
  if (!new RegExp(`\\b${id}\\b`).test(test)) return false;
  const capabilities: string[] = test.match(/\bC\d+\b/g) ?? [];
  return capabilities.length === 0 || capabilities.includes(capability);
}
