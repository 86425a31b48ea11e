import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';
import type { Principal } from '../../access/principal.ts';
import { type Addresses, addressesOf } from '../../smart/addresses.ts';
import { answerAt, type AuthorizationRequest, readAuthorizationRequest, redirectUriOf } from '../../smart/authorization-request.ts';
import { findClient } from '../../smart/clients.ts';
import { hasConsented, rememberConsent } from '../../smart/consents.ts';
import { needsPatient } from '../../smart/grant-scopes.ts';
import { beginGrant } from '../../smart/grants.ts';
import { findLaunch, type LaunchContext, useLaunch } from '../../smart/launches.ts';
import { OAuthError } from '../../smart/oauth-error.ts';
import { digest } from '../../identity/token.ts';
import type { AppContext } from '../context.ts';
import { practiceOf, tokenOf } from '../session.ts';
import { choice, maySearch, patientChoices } from './choose-patient.ts';
import { formOf } from './form.ts';
import { sendPage } from './html.ts';
import { againPage, consentPage, refusalPage, signInPage } from './pages.ts';
import { signedIn } from './signed-in.ts';

/** Set by our own page that comes back here, so that it does so once. */
const AGAIN = 'jenner_again';

/**
 * `GET /{ods}/oauth/authorize`, and `POST /{ods}/oauth/decision` from its page: SMART App Launch 2. The whole question
 * travels with the form and is read anew with the answer: nothing of it is kept meanwhile.
 */
export function registerAuthorizeRoute(app: FastifyInstance, context: AppContext): void {
  const access = { public: 'shows a page, or goes back to a registered address; who is signed in is found out inside' };
  // No HEAD: the answer may be a code.
  app.get('/:ods/oauth/authorize', { exposeHeadRoute: false, config: { access } }, (request, reply) => answer(context, request, reply, request.url.split('?')[1] ?? '', undefined));
  app.post('/:ods/oauth/decision', { config: { access } }, (request, reply) => {
    const form = formOf(request.body);
    return answer(context, request, reply, form.get('request') ?? '', form);
  });
}

async function answer(context: AppContext, http: FastifyRequest, reply: FastifyReply, query: string, decision: ReadonlyMap<string, string> | undefined): Promise<FastifyReply> {
  const ods = practiceOf(http);
  const addresses = addressesOf(context.base, ods);
  const given = questionOf(query);
  if (given === undefined) return sendPage(reply, 400, refusalPage('The question has a parameter that stands twice.'));
  const client = await context.db.transaction(ods, (tx) => findClient(tx, given.get('client_id') ?? ''));
  if (client === undefined) return sendPage(reply, 400, refusalPage('The app is not registered with this practice, or has been withdrawn.'));
  const redirectUri = redirectUriOf(client, given.get('redirect_uri'));
  if (redirectUri === undefined) return sendPage(reply, 400, refusalPage('The address to go back to is not one that is registered for this app.'));
  try {
    return await decide(context, http, reply, { request: readAuthorizationRequest(client, redirectUri, given, addresses), query, again: given.has(AGAIN), decision, addresses });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const state = given.get('state');
    return reply.redirect(answerAt(redirectUri, addresses, { error: error.code, error_description: error.message, ...(state === undefined ? {} : { state }) }), 303);
  }
}

interface Question {
  request: AuthorizationRequest;
  query: string;
  again: boolean;
  decision: ReadonlyMap<string, string> | undefined;
  addresses: Addresses;
}

async function decide(context: AppContext, http: FastifyRequest, reply: FastifyReply, { request, query, again, decision, addresses }: Question): Promise<FastifyReply> {
  const principal = await signedIn(context, http);
  if (principal === undefined) {
    if (request.prompt === 'none') throw new OAuthError('login_required', 'Nobody is signed in');
    const address = `/${practiceOf(http)}/oauth/authorize?${query}`;
    return sendPage(reply, 200, again ? signInPage(request.client.name, address) : againPage(`${address}&${AGAIN}=1`));
  }
  const chosen = decision?.get('decision');
  if (chosen === 'deny') throw new OAuthError('access_denied', 'The user did not allow it');
  const { account, practice } = principal;
  const { id: client } = request.client;
  const { launched, agreed } = await context.db.transaction(practice, async (tx) => ({
    launched: launchTokenOf(request) === undefined ? undefined : await findLaunch(tx, account, client, launchTokenOf(request) ?? ''),
    agreed: await hasConsented(tx, account, client, request.scopes),
  }));
  if (launched === undefined && launchTokenOf(request) !== undefined) throw new OAuthError('invalid_request', 'The launch has been used, is older than five minutes, or is not this user’s');
  const find = decision?.get('find') ?? '';
  const choices = launched !== undefined || !needsPatient(request.scopes) ? undefined : await patientChoices(context, principal, find);
  const picked = launched ?? (await contextChosen(context, principal, choices, chosen === 'allow' ? decision?.get('patient') : undefined));
  const complete = choices === undefined || picked !== undefined;
  if (complete && (chosen === 'allow' || (agreed && request.prompt !== 'consent' && decision === undefined))) return finish(context, http, reply, request, principal, picked, addresses);
  if (request.prompt === 'none') throw new OAuthError(agreed ? 'interaction_required' : 'consent_required', 'The user has to be asked');
  if (choices?.length === 0 && !maySearch(principal)) throw new OAuthError('access_denied', 'The user has no patient to choose');
  const [known] = (await context.practices()).filter(({ ods }) => ods === practice);
  if (known === undefined) throw new Problem('not-found', 'There is no such practice here');
  return sendPage(reply, 200, consentPage({ request, practice: known, query, action: `/${practice}/oauth/decision`, user: principal.name, choices, find: maySearch(principal) ? find : undefined }));
}

/** The launch token of an EHR launch; one without the scope `launch` means nothing. */
function launchTokenOf({ launch, scopes }: AuthorizationRequest): string | undefined {
  return scopes.includes('launch') ? launch : undefined;
}

/** The patient the user picked; or the only one there is to pick for somebody who reads their own record. */
async function contextChosen(context: AppContext, principal: Principal, choices: readonly { id: string }[] | undefined, picked: string | undefined): Promise<LaunchContext | undefined> {
  if (choices === undefined) return undefined;
  const only = principal.own !== null && choices.length === 1 ? choices[0]?.id : undefined;
  const id = picked ?? only;
  if (id === undefined || (principal.own !== null && !principal.own.includes(id))) return undefined;
  const known = await choice(context, principal, id);
  return known === undefined ? undefined : { patient: known.id, encounter: null };
}

async function finish(context: AppContext, http: FastifyRequest, reply: FastifyReply, request: AuthorizationRequest, principal: Principal, launch: LaunchContext | undefined, addresses: Addresses): Promise<FastifyReply> {
  const code = await context.db.transaction(principal.practice, async (tx) => {
    const token = launchTokenOf(request);
    if (token !== undefined && !(await useLaunch(tx, token))) throw new OAuthError('invalid_request', 'The launch has been used');
    await rememberConsent(tx, principal, request.client.id, request.scopes);
    return beginGrant(tx, request, principal.account, digest(tokenOf(http) ?? ''), launch);
  });
  void reply.header('cache-control', 'no-store');
  return reply.redirect(answerAt(request.redirectUri, addresses, { code, state: request.state }), 303);
}

/** The parameters of a query; undefined when one stands twice, as it could then be read in two ways. */
function questionOf(query: string): ReadonlyMap<string, string> | undefined {
  const parameters = [...new URLSearchParams(query)];
  const form = new Map(parameters);
  return form.size === parameters.length ? form : undefined;
}
