import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';
import { type Addresses, addressesOf } from '../../smart/addresses.ts';
import { publicKeys } from '../../smart/id-token.ts';
import type { AppContext } from '../context.ts';
import { practiceOf } from '../session.ts';

/** What SMART App Launch 2.2 §3 calls these; each is shown by platform/http/smart/*.test.ts. */
const CAPABILITIES = [
  'launch-ehr', 'launch-standalone', 'client-public', 'client-confidential-symmetric', 'client-confidential-asymmetric', 'sso-openid-connect',
  'context-banner', 'context-ehr-patient', 'context-ehr-encounter', 'context-standalone-patient', 'permission-offline', 'permission-online',
  'permission-patient', 'permission-user', 'permission-v2',
];

/** SMART configuration, OpenID discovery and the practice's public keys: for anybody, from anywhere. */
export function registerDiscoveryRoutes(app: FastifyInstance, context: AppContext): void {
  const config = { access: { public: 'addresses and public keys' } };
  const known = async (request: FastifyRequest): Promise<Addresses> => {
    const practice = practiceOf(request);
    if (!(await context.practices()).some(({ ods }) => ods === practice)) throw new Problem('not-found', 'There is no such practice here');
    return addressesOf(context.base, practice);
  };

  app.get('/:ods/fhir/r4/.well-known/smart-configuration', { config }, async (request, reply) => {
    const addresses = await known(request);
    return reply.header('access-control-allow-origin', '*').send({ ...common(addresses), management_endpoint: addresses.manage, capabilities: CAPABILITIES });
  });

  app.get('/:ods/oauth/.well-known/openid-configuration', { config }, async (request, reply) =>
    reply.header('access-control-allow-origin', '*').send({
      ...common(await known(request)),
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'fhirUser'],
      claims_parameter_supported: false,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
    }));

  app.get('/:ods/oauth/jwks', { config }, async (request, reply) => {
    await known(request);
    return reply.header('access-control-allow-origin', '*').header('cache-control', 'public, max-age=300').send(await publicKeys(context.db, practiceOf(request)));
  });
}

function common({ issuer, authorize, token, introspect, revoke, jwks }: Addresses): object {
  return {
    issuer,
    jwks_uri: jwks,
    authorization_endpoint: authorize,
    token_endpoint: token,
    introspection_endpoint: introspect,
    revocation_endpoint: revoke,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
    revocation_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'private_key_jwt'],
    authorization_response_iss_parameter_supported: true,
    scopes_supported: ['openid', 'fhirUser', 'launch', 'launch/patient', 'offline_access', 'online_access', 'patient/*.cruds', 'user/*.cruds', 'system/*.cruds'],
  };
}
