/**
 * What can go wrong, as the caller needs to know it. Few on purpose; each becomes an OperationOutcome once,
 * at the edge (platform/http/errors.ts). Messages carry no patient data.
 */
export type Fault =
  | 'invalid' // the request or resource is malformed: 400, or 422 with issues
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'not-found' // 404
  | 'deleted' // 410
  | 'duplicate' // 409: the id or a unique identifier is taken
  | 'version-conflict' // 412: another version stands
  | 'precondition-required' // 428: an update must say which version it changes
  | 'too-large' // 413
  | 'throttled' // 429
  | 'not-supported' // 405, or 400 for an unknown parameter
  | 'unavailable'; // 503

export interface Issue {
  code: string;
  message: string;
  expression?: string;
}

export class Problem extends Error {
  readonly fault: Fault;
  readonly issues: readonly Issue[];
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;
  /** Patients who are here and closed to whoever asked: for the audit alone, the answer does not tell. */
  readonly closed: readonly string[];

  constructor(fault: Fault, message: string, extra: { issues?: readonly Issue[]; retryAfter?: number; closed?: readonly string[] } = {}) {
    super(message);
    this.name = 'Problem';
    this.fault = fault;
    this.issues = extra.issues ?? [];
    this.retryAfter = extra.retryAfter;
    this.closed = extra.closed ?? [];
  }
}
