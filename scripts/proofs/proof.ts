export interface ProofResult {
  ok: boolean;
  /** What was done and seen, as Markdown lines for docs/proofs/. */
  lines: string[];
}

/** A run too long for `npm test`, whose outcome is kept in docs/proofs/. */
export interface Proof {
  title: string;
  run(progress: (message: string) => void): Promise<ProofResult>;
}
