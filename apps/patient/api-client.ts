/** One call of the public API, as `docs/api.md` describes it. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** The browser's Cookie header, passed on as it came. */
  cookie?: string;
  body?: unknown;
}

export interface ApiResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  json: unknown;
}

/** How the patient app reaches the API. It has no other way to a record. */
export type ApiClient = (request: ApiRequest) => Promise<ApiResponse>;

/** The API answered with something the app cannot go on with. Carries the status and the call, never a body. */
export class ApiFailure extends Error {
  readonly status: number;
  constructor(status: number, call: string) {
    super(`${call} answered ${status}`);
    this.name = 'ApiFailure';
    this.status = status;
  }
}
