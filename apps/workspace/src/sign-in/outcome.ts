/** What came of signing in elsewhere, as the address says it: `?sign-in=no-role&practice=A20047`. */
export interface Outcome {
  outcome: string;
  practice: string;
}

/** Words for what did not work. Nothing in them says who has an account. */
const WORDS: Readonly<Record<string, string>> = {
  'expired': 'That took too long, or was begun in another window. Sign in again.',
  'refused': 'The sign-in service did not confirm who you are. Sign in again.',
  'unavailable': 'The sign-in service cannot be reached. Try again in a few minutes, or sign in another way.',
  'one-factor': 'You signed in with one factor only. Use your smartcard, a security key or another second factor.',
  'no-role': 'You have no role at this practice that opens Jenner. Ask your Registration Authority.',
  'unknown': 'Your NHS CIS2 identity is not linked to an account at this practice. Ask the practice manager to link it.',
  'disabled': 'Your account at this practice is closed. Ask the practice manager.',
  'somebody-else': 'The locked screen belongs to somebody else. Unlock it as the person whose name it shows.',
};

/** The outcome that this page was opened with. */
export function readOutcome(): Outcome | undefined {
  const query = new URLSearchParams(location.search);
  const outcome = query.get('sign-in');
  return outcome === null ? undefined : { outcome, practice: query.get('practice') ?? '' };
}

/** Why it did not work; undefined where it did, or where nothing was tried. */
export function problemOf(outcome: Outcome | undefined): string | undefined {
  return outcome === undefined ? undefined : WORDS[outcome.outcome];
}
