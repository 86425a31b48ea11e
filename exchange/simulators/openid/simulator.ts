import type { FastifyInstance, FastifyRequest } from 'fastify';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { type Configuration, interactionPolicy, Provider } from 'oidc-provider';
import { memoryAdapters } from './memory-adapter.ts';
import { choicePage } from './choice-page.ts';

/** Somebody who can be chosen in place of signing in. */
export interface SimulatedPerson {
  id: string;
  name: string;
  detail: string;
  /** Claims of their ID token and of userinfo, as of now. */
  idToken: () => Record<string, unknown>;
  userinfo: () => Record<string, unknown>;
}

export interface SimulatorOptions {
  /** As people know the service: `NHS CIS2`. */
  name: string;
  /** Where it is mounted: `/simulated/cis2`. */
  path: string;
  /** The public address of this server, known once it listens. */
  base: () => string;
  scopes: readonly string[];
  /** Claims of the ID token and of userinfo beyond those of OpenID Connect. */
  claims: readonly string[];
  extraParameters?: readonly string[];
  acrValues?: readonly string[];
  client: { id: string; publicKey: JWK; redirectPath: string; logoutPath?: string };
  people: () => Promise<readonly SimulatedPerson[]>;
  /** What a person has to agree to before they go on, given the parameters asked for; undefined for nothing. */
  before?(person: SimulatedPerson, parameters: Record<string, unknown>): { question: string; agree: string; agreed(): void } | undefined;
}

/**
 * Stands in for a national sign-in service, as an OpenID provider of its own: discovery, keys, code flow with PKCE,
 * private_key_jwt and RS512 as the real one has them, so that only issuer and key differ. In place of a smartcard or a
 * password one chooses who to be. Every page says that it is simulated.
 */
export function registerSimulator(app: FastifyInstance, options: SimulatorOptions): void {
  let provider: Promise<Provider> | undefined;
  const opened = (): Promise<Provider> => (provider ??= makeProvider(options));
  const access = { config: { access: { public: 'a simulator of a national service, made-up people only' } } } as const;

  void app.register(async (scope) => {
    // The provider reads its own forms; the page's answer is read here.
    scope.addContentTypeParser('application/x-www-form-urlencoded', (_request, _payload, done) => { done(null); });

    scope.get<{ Params: { uid: string }; Querystring: { person?: string; agreed?: string } }>(`${options.path}/choose/:uid`, access, async (request, reply) => {
      const here = await opened();
      const interaction = await here.interactionDetails(request.raw, reply.raw);
      const { params } = interaction;
      const { person: id, agreed } = request.query;
      const people = await options.people();
      const person = people.find((one) => one.id === id);
      const before = person === undefined ? undefined : options.before?.(person, params);
      if (person === undefined || (before !== undefined && agreed === undefined)) {
        return reply.type('text/html; charset=utf-8').headers({
          'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        }).send(choicePage(options.name, person === undefined ? people : { person, question: before?.question ?? '', agree: before?.agree ?? '' }));
      }
      before?.agreed();
      const { session } = interaction;
      if (session !== undefined && session.accountId !== person.id) {
        // Another person at the same browser: the one before has taken the smartcard out.
        await (await here.Session.findByUid(session.uid))?.destroy();
        delete interaction.session;
        await interaction.save(600);
      }
      reply.hijack();
      const acr = options.acrValues?.[0];
      await here.interactionFinished(request.raw, reply.raw, { login: { accountId: person.id, remember: true, ...(acr === undefined ? {} : { acr }) } });
      return reply;
    });

    scope.route({
      method: ['GET', 'POST'], url: `${options.path}/*`, ...access,
      handler: async (request, reply) => {
        const here = await opened();
        reply.hijack();
        await here.callback()(mounted(request, options.path), reply.raw);
      },
    });
  });
}

/** The request as the provider expects it below a path that is not its own. */
function mounted({ raw }: FastifyRequest, path: string): FastifyRequest['raw'] {
  const original = raw.url ?? '';
  return Object.assign(raw, { originalUrl: original, url: original.slice(path.length) });
}

async function makeProvider({ name, path, base, scopes, claims, extraParameters = [], acrValues = [], client, people }: SimulatorOptions): Promise<Provider> {
  const { privateKey } = await generateKeyPair('RS512', { extractable: true });
  const keys = { keys: [{ ...(await exportJWK(privateKey)), kid: 'simulated', alg: 'RS512', use: 'sig' }] };
  const adapters = memoryAdapters();
  const policy = interactionPolicy.base();
  policy.remove('consent');
  // One is asked each time: there is no smartcard to take out.
  policy.get('login')?.checks.add(new interactionPolicy.Check('choose', `${name} asks who you are`, (ctx) => ctx.oidc.result?.login === undefined));
  const sites = [base(), base().replace('//127.0.0.1:', '//localhost:')];

  const configuration: Configuration = {
    adapter: adapters,
    jwks: keys,
    clients: [{
      client_id: client.id, redirect_uris: [...new Set(sites.map((site) => site + client.redirectPath))], response_types: ['code'], grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'RS512', id_token_signed_response_alg: 'RS512',
      jwks: { keys: [{ ...client.publicKey, use: 'sig', alg: 'RS512' }] },
      ...(client.logoutPath === undefined ? {} : { backchannel_logout_uri: base() + client.logoutPath, backchannel_logout_session_required: true }),
    }],
    scopes: ['openid', ...scopes],
    // Both documents carry what the real ones do: the person's own functions say which.
    claims: { openid: ['sub', ...claims] },
    conformIdTokenClaims: false,
    ...(acrValues.length === 0 ? {} : { acrValues: [...acrValues] }),
    extraParams: [...extraParameters],
    enabledJWA: { idTokenSigningAlgValues: ['RS512'], clientAuthSigningAlgValues: ['RS512'] },
    clientAuthMethods: ['private_key_jwt'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: client.logoutPath !== undefined },
      rpInitiatedLogout: {
        enabled: client.logoutPath !== undefined,
        logoutSource: (ctx, form) => { ctx.body = choicePage(name, { form }); },
        postLogoutSuccessSource: (ctx) => { ctx.body = choicePage(name, { said: 'You are signed out of it.' }); },
      },
    },
    cookies: { keys: [crypto.randomUUID()], names: { session: `${client.id}_session`, interaction: `${client.id}_interaction`, resume: `${client.id}_resume` } },
    // Logout tokens go to this server itself, which the dispatcher that it would use refuses to reach.
    fetch: (url, { dispatcher: _dispatcher, ...options }: RequestInit & { dispatcher?: unknown } = {}) => fetch(url, options),
    interactions: { policy, url: (_ctx, { uid }) => `${path}/choose/${uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 43_200, Grant: 43_200 },
    renderError: (ctx, { error }) => { ctx.body = choicePage(name, { said: `It refused the request: ${error}.` }); ctx.type = 'html'; },
    async findAccount(_ctx, id) {
      const person = (await people()).find((one) => one.id === id);
      if (person === undefined) return undefined;
      return { accountId: id, claims: (use) => ({ sub: id, ...(use === 'id_token' ? person.idToken() : person.userinfo()) }) };
    },
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId ?? '', accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope(['openid', ...scopes].join(' '));
      await grant.save();
      return grant;
    },
  };
  return new Provider(base() + path, configuration);
}
