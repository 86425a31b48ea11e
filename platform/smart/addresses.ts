/** The addresses of one practice's authorization server and FHIR API, as discovery tells them. */
export interface Addresses {
  issuer: string;
  fhir: string;
  authorize: string;
  token: string;
  introspect: string;
  revoke: string;
  jwks: string;
  /** Where a person sees and withdraws what they have allowed. */
  manage: string;
}

export function addressesOf(base: string, practice: string): Addresses {
  const issuer = `${base}/${practice}/oauth`;
  return {
    issuer,
    fhir: `${base}/${practice}/fhir/r4`,
    authorize: `${issuer}/authorize`,
    token: `${issuer}/token`,
    introspect: `${issuer}/introspect`,
    revoke: `${issuer}/revoke`,
    jwks: `${issuer}/jwks`,
    manage: `${issuer}/apps`,
  };
}

/** Whether this installation is known by an address of this machine alone: a developer's. */
export function isLoopback(address: string): boolean {
  return URL.canParse(address) && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}
