/** RFC 6749 §4.1.2.1 and §5.2, and OpenID Connect Core §3.1.2.6. */
export type OAuthCode =
  | 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unauthorized_client' | 'unsupported_grant_type' | 'invalid_scope'
  | 'access_denied' | 'unsupported_response_type' | 'login_required' | 'consent_required' | 'interaction_required';

/** A refusal as OAuth says it. The description is for the app's developer: it tells nothing of any patient. */
export class OAuthError extends Error {
  readonly code: OAuthCode;
  /** Where it is not answered as OAuth has it: on a page. */
  readonly statusCode = 400;

  constructor(code: OAuthCode, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
  }
}
