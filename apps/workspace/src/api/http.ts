import type { OperationOutcome } from '@medplum/fhirtypes';

/** A call that the server answered with an error. The message is the human text of its OperationOutcome. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** The body as it came: a conflicting draft, for instance. */
  readonly body: unknown;
  constructor(status: number, code: string, message: string, body: unknown) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

/** A call that got no answer: no connection, or a server that is gone. */
export class NoAnswerError extends Error {
  constructor() {
    super('No connection to the server');
    this.name = 'NoAnswerError';
  }
}

const sessionEnds = new EventTarget();

/** Calls the listener whenever the server says that nobody is signed in. Returns the way to stop. */
export function onSessionEnded(listener: () => void): () => void {
  sessionEnds.addEventListener('ended', listener);
  return () => { sessionEnds.removeEventListener('ended', listener); };
}

export interface Answer<T> {
  status: number;
  etag: string | undefined;
  body: T;
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  /** Lets the request outlive the page. */
  keepalive?: boolean;
  /** A 401 here is an answer, not the end of a session. */
  signingIn?: boolean;
}

/** Calls the API of docs/api.md. 304 and 204 come back with an undefined body; every other error throws. */
export async function call<T>(path: string, options: Call = {}): Promise<Answer<T | undefined>> {
  const { method = 'GET', body, headers, signal, keepalive = false, signingIn = false } = options;
  const response = await send(path, {
    method,
    credentials: 'same-origin',
    keepalive,
    headers: { accept: 'application/fhir+json, application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const etag = response.headers.get('etag') ?? undefined;
  if (response.status === 304 || response.status === 204) return { status: response.status, etag, body: undefined };
  const text = await response.text();
  const answered: unknown = text === '' ? undefined : parse(text);
  if (response.ok) return { status: response.status, etag, body: answered as T };
  if (response.status === 401 && !signingIn) sessionEnds.dispatchEvent(new Event('ended'));
  throw errorOf(response.status, answered);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new NoAnswerError();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorOf(status: number, body: unknown): ApiError {
  const issue = isOutcome(body) ? body.issue[0] : undefined;
  return new ApiError(status, issue?.code ?? 'unknown', issue?.details?.text ?? `The server answered ${status}`, body);
}

function isOutcome(body: unknown): body is OperationOutcome {
  return typeof body === 'object' && body !== null && 'resourceType' in body && body.resourceType === 'OperationOutcome';
}
