import type { CryptoKey } from 'jose';
import * as openid from 'openid-client';
import { Problem } from '../../errors.ts';

/** How this installation is known to a national service, and how it proves that it is it. */
export interface OpenIdClient {
  issuer: string;
  clientId: string;
  /** RS512: NHS CIS2 and NHS login take nothing else. */
  privateKey: CryptoKey;
  keyId: string;
  /** One of the simulators that ship with Jenner; said wherever it is shown. Only such a one may be reached by http. */
  simulated: boolean;
}

/** What has to come back with the browser. Kept here, never in its hands. */
export interface Begun {
  state: string;
  nonce: string;
  verifier: string;
}

export interface Identified {
  /** The ID token's claims, checked: signature, iss, aud, exp, iat, nonce. */
  claims: Record<string, unknown>;
  userinfo: Record<string, unknown>;
}

export interface RelyingParty {
  client(): Pick<OpenIdClient, 'issuer' | 'clientId' | 'simulated'>;
  /** The address to send the browser to, and what to keep. Throws `unavailable` when the service cannot be reached. */
  begin(redirectUri: string, parameters: Record<string, string>): Promise<{ address: string; begun: Begun }>;
  /** What the service says of whoever came back. Throws `unauthenticated` for anything that does not fit, `unavailable`. */
  finish(callback: URL, begun: Begun): Promise<Identified>;
  /** Where the service publishes its keys. */
  jwksUri(): Promise<string>;
}

/**
 * One national service as OpenID Connect has it: code flow with PKCE, state and nonce; private_key_jwt, RS512. `clientOf` is
 * asked at each use: a simulator's address is known once this server listens.
 */
export function relyingParty(clientOf: () => OpenIdClient): RelyingParty {
  let discovered: Promise<openid.Configuration> | undefined;

  /** Asked for at the first use and kept; a failure is not. */
  async function configuration(): Promise<openid.Configuration> {
    discovered ??= discover(clientOf());
    return discovered.catch(() => {
      discovered = undefined;
      throw new Problem('unavailable', 'The sign-in service cannot be reached', { retryAfter: 10 });
    });
  }

  return {
    client: clientOf,
    async begin(redirectUri, parameters) {
      const begun = { state: openid.randomState(), nonce: openid.randomNonce(), verifier: openid.randomPKCECodeVerifier() };
      const address = openid.buildAuthorizationUrl(await configuration(), {
        ...parameters, redirect_uri: redirectUri, state: begun.state, nonce: begun.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(begun.verifier), code_challenge_method: 'S256',
      });
      return { address: address.href, begun };
    },
    async finish(callback, { state, nonce, verifier }) {
      const config = await configuration();
      try {
        const tokens = await openid.authorizationCodeGrant(config, callback, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true });
        const claims = tokens.claims();
        if (claims === undefined) throw new Problem('unauthenticated', 'The sign-in service sent no identity');
        return { claims: { ...claims }, userinfo: { ...(await openid.fetchUserInfo(config, tokens.access_token, claims.sub)) } };
      } catch (error) {
        if (error instanceof Problem) throw error;
        if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')) throw new Problem('unavailable', 'The sign-in service cannot be reached', { retryAfter: 10 });
        throw new Problem('unauthenticated', 'The sign-in service did not confirm who you are');
      }
    },
    async jwksUri() {
      const { jwks_uri: uri } = (await configuration()).serverMetadata();
      if (uri === undefined) throw new Problem('unavailable', 'The sign-in service publishes no keys');
      return uri;
    },
  };
}

function discover({ issuer, clientId, privateKey, keyId, simulated }: OpenIdClient): Promise<openid.Configuration> {
  // The audience both services ask for is the token endpoint itself.
  let tokenEndpoint: string | undefined;
  const authentication = openid.PrivateKeyJwt({ key: privateKey, kid: keyId }, {
    [openid.modifyAssertion]: (_header, payload) => {
      if (tokenEndpoint !== undefined) payload['aud'] = tokenEndpoint;
    },
  });
  return openid.discovery(new URL(issuer), clientId, { id_token_signed_response_alg: 'RS512' }, authentication, {
    timeout: 10,
    execute: [
      // The ID token's signature is checked although it comes straight from the issuer.
      openid.enableNonRepudiationChecks,
      (config) => { tokenEndpoint = config.serverMetadata().token_endpoint; },
      ...(simulated ? [openid.allowInsecureRequests] : []),
    ],
  });
}
