import { EXPORTED, EXPORTER, NEVER } from './exported.ts';
import type { Need, Ability } from './oracle.ts';
import type { Ask } from './requests.ts';

const F = '/:ods/fhir/r4';
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
/** Of what was asked for, nothing is there, or it is gone already; but who asked was let through. */
const MAYBE_NONE = [200, 204, 404] as const;
const SUBSCRIPTION = { is: 'write', type: 'Subscription', work: 'clinical', on: 'nobody' } as const;

/** The requests that are about no one patient. Those that end the asker's own session come last. */
export function generalAsks(spare: string, alert: string): Ask[] {
  return [...reading(), ...terminology(), ...exports(), ...access(spare, alert), ...apps(), ...own()];
}

function ask(route: string, need: Need, more: Partial<Ask> = {}): Ask {
  const path = route.slice(route.indexOf(' ') + 1).replace('/:ods', '');
  return { route, name: '', path, need, shows: [], audited: false, ...more };
}

function able(route: string, ability: Ability, more: Partial<Ask> = {}): Ask {
  return ask(route, { is: 'ability', ability }, more);
}

function reading(): Ask[] {
  const search = (letter: string, type: string): Need => ({ is: 'search', letter, types: [type] });
  return [
    ask(`GET ${F}/_history`, search('r', '*'), { path: '/fhir/r4/_history?_count=300', audited: true }),
    ask(`GET ${F}/:type/_history`, search('r', 'Patient'), { name: 'Patient', path: '/fhir/r4/Patient/_history?_count=300', audited: true }),
    ask(`GET ${F}/:type/_history`, search('r', 'Observation'), { name: 'Observation', path: '/fhir/r4/Observation/_history?_count=300', audited: true }),
    ask(`GET ${F}/AuditEvent`, { is: 'whole-audit' }, { name: 'of the practice', path: '/fhir/r4/AuditEvent?_count=5', audited: true }),
    ask(`GET ${F}/AuditEvent/:id`, { is: 'ability', ability: 'readAudit', scope: ['r', 'AuditEvent'] }, { path: '/fhir/r4/AuditEvent/never-was', ok: [404] }),
    ask(`POST ${F}/:type/$validate`, search('r', 'Observation'), { path: '/fhir/r4/Observation/$validate', body: { resourceType: 'Observation' } }),
    ask('GET /:ods/events', { is: 'feed' }),
    ask('GET /:ods/drafts', { is: 'write', letters: 'c', type: 'Encounter', work: 'clinical', on: 'nobody' }),
    ask(`POST ${F}/:type`, { is: 'write', letters: 'c', type: 'Practitioner', work: 'directory' }, { name: 'Practitioner', path: '/fhir/r4/Practitioner', body: { resourceType: 'Practitioner', name: [{ text: 'new' }] }, audited: true }),
    ask(`POST ${F}/:type`, { is: 'write', letters: 'c', type: 'Patient', work: 'office', on: 'newcomer' }, { name: 'Patient', path: '/fhir/r4/Patient', body: { resourceType: 'Patient', active: true, name: [{ family: 'Newcomer' }] }, quiet: true, audited: true }),
    ask(`PUT ${F}/:type`, { is: 'write', letters: 'us', type: 'Location', work: 'directory' }, { name: 'by a condition', path: '/fhir/r4/Location?identifier=urn:matrix|none', body: { resourceType: 'Location', name: 'new' }, audited: true }),
    ask(`GET ${F}/Subscription`, search('s', 'Subscription')),
    ask(`GET ${F}/Subscription/:id`, search('r', 'Subscription'), { path: '/fhir/r4/Subscription/never-was', ok: MAYBE_NONE }),
    ask(`GET ${F}/Subscription/:id/$status`, search('r', 'Subscription'), { path: '/fhir/r4/Subscription/never-was/$status', ok: MAYBE_NONE }),
    ask(`GET ${F}/Subscription/:id/$events`, search('r', 'Subscription'), { path: '/fhir/r4/Subscription/never-was/$events', ok: MAYBE_NONE }),
    ask(`GET ${F}/Subscription/:id/$get-ws-binding-token`, search('r', 'Subscription'), { path: '/fhir/r4/Subscription/never-was/$get-ws-binding-token', ok: MAYBE_NONE }),
    ask(`GET ${F}/Subscription/$status`, search('r', 'Subscription')),
    ask(`GET ${F}/Subscription/$get-ws-binding-token`, search('r', 'Subscription'), { path: '/fhir/r4/Subscription/$get-ws-binding-token?ids=never-was', ok: MAYBE_NONE }),
    ask(`POST ${F}/Subscription`, { ...SUBSCRIPTION, letters: 'c' }, { body: { resourceType: 'Subscription', status: 'requested' }, ok: [422] }),
    ask(`PUT ${F}/Subscription/:id`, { ...SUBSCRIPTION, letters: 'u' }, { path: '/fhir/r4/Subscription/never-was', body: { resourceType: 'Subscription', id: 'never-was', status: 'requested' }, headers: { 'if-match': 'W/"1"' }, ok: [404, 422] }),
    ask(`DELETE ${F}/Subscription/:id`, { ...SUBSCRIPTION, letters: 'd' }, { path: '/fhir/r4/Subscription/never-was', ok: MAYBE_NONE }),
  ];
}

/** Of a list that FHIR itself defines: no release is in use here. */
function terminology(): Ask[] {
  const gender = 'http://hl7.org/fhir/administrative-gender';
  const valueSet = `url=${encodeURIComponent('http://hl7.org/fhir/ValueSet/administrative-gender')}`;
  const asks: readonly [type: string, operation: string, query: string, ofOne: boolean][] = [
    ['CodeSystem', '$lookup', `system=${gender}&code=male`, false],
    ['CodeSystem', '$validate-code', `url=${gender}&code=male`, false],
    ['CodeSystem', '$subsumes', `system=${gender}&codeA=male&codeB=female`, false],
    ['ValueSet', '$expand', valueSet, true],
    ['ValueSet', '$validate-code', `${valueSet}&system=${gender}&code=male`, true],
    ['ConceptMap', '$translate', `url=urn:matrix:none&system=${gender}&code=male`, true],
  ];
  const drugs = ['$find', '$product'].map((operation) => ask(`GET ${F}/Medication/${operation}`, { is: 'search', letter: 'r', types: ['Medication'] }, { ok: [503] }));
  return [...drugs, ...asks.flatMap(([type, operation, query, ofOne]) => ['GET', 'POST'].flatMap((method): Ask[] => {
    const need: Need = { is: 'search', letter: 'r', types: [type] };
    const body = method === 'POST' ? { body: { resourceType: 'Parameters' } } : {};
    const ok = type === 'ConceptMap' ? { ok: [404] } : {};
    const whole = ask(`${method} ${F}/${type}/${operation}`, need, { path: `/fhir/r4/${type}/${operation}?${query}`, ...body, ...ok });
    return ofOne ? [whole, ask(`${method} ${F}/${type}/:id/${operation}`, need, { path: `/fhir/r4/${type}/never-was/${operation}?${query}`, ...body, ok: [404] })] : [whole];
  }))];
}

/** Of a type nothing here is of: the job has little to do. Asked again and again, there may be too many at a time. */
function exports(): Ask[] {
  const kickOff = (operation: string, type: string, ok: readonly number[]): Ask =>
    ask(`GET ${F}/${operation}`, { is: 'export', type }, { path: `/fhir/r4/${operation.replace(':id', 'never-was')}?_type=Location`, headers: { prefer: 'respond-async, handling=lenient' }, ok });
  return [
    kickOff('$export', '*', [202, 429]),
    kickOff('Patient/$export', '*', [202, 429]),
    kickOff('Group/:id/$export', 'Group', [404]),
    ...['GET', 'HEAD'].map((method) => ask(`${method} ${F}/$export/:id`, { is: 'exported', account: EXPORTER }, { path: `/fhir/r4/$export/${EXPORTED}`, quiet: true, twin: { path: `/fhir/r4/$export/${NEVER}` } })),
    ask(`DELETE ${F}/$export/:id`, { is: 'exported' }, { path: `/fhir/r4/$export/${NEVER}` }),
  ];
}

function access(spare: string, alert: string): Ask[] {
  return [
    able('GET /:ods/access/alerts', 'manageAccess'),
    able('POST /:ods/access/alerts/:id', 'manageAccess', { path: `/access/alerts/${alert}`, audited: true }),
    able('GET /:ods/access/guards', 'manageAccess', { names: true, audited: true }),
    able('PUT /:ods/access/guards/:patient/:kind', 'manageAccess', { path: `/access/guards/${spare}/sealed`, audited: true }),
    able('DELETE /:ods/access/guards/:patient/:kind', 'manageAccess', { path: `/access/guards/${spare}/sealed`, ok: MAYBE_NONE }),
    able('GET /:ods/access/grants/:patient', 'manageAccess', { path: `/access/grants/${spare}` }),
    able('POST /:ods/access/grants', 'manageAccess', { body: { username: 'gp.home', patient: spare, kind: 'care-team', reason: 'matrix', ends: TOMORROW }, audited: true }),
    able('DELETE /:ods/access/grants/:id', 'manageAccess', { path: `/access/grants/${NEVER}`, ok: MAYBE_NONE }),
    able('GET /:ods/access/sharing', 'manageAccess'),
    able('PUT /:ods/access/sharing/:organisation', 'manageAccess', { path: '/access/sharing/F99999', body: { ends: TOMORROW }, audited: true }),
    able('DELETE /:ods/access/sharing/:organisation', 'manageAccess', { path: '/access/sharing/F99999', ok: MAYBE_NONE }),
  ];
}

function apps(): Ask[] {
  const registration = { name: 'Matrix', kind: 'app', auth: 'none', redirectUris: ['https://app.example/back'], scopes: ['user/*.rs'] };
  return [
    able('GET /:ods/apps', 'manageApps'),
    able('POST /:ods/apps', 'manageApps', { body: registration, audited: true }),
    able('DELETE /:ods/apps/:client', 'manageApps', { path: `/apps/${NEVER}`, ok: MAYBE_NONE }),
    able('GET /:ods/apps/:client/acts', 'manageApps', { path: `/apps/${NEVER}/acts`, ok: MAYBE_NONE }),
    able('GET /:ods/jobs', 'manageApps'),
    able('POST /:ods/jobs/:id/retry', 'manageApps', { path: `/jobs/${NEVER}/retry`, ok: MAYBE_NONE }),
    able('GET /:ods/deliveries', 'manageApps'),
    able('POST /:ods/auth/enrolment-codes', 'manageApps', { body: { username: 'late' } }),
    able('GET /:ods/auth/accounts', 'manageApps'),
    able('PUT /:ods/auth/accounts/:username/disabled', 'manageApps', { path: '/auth/accounts/never-was/disabled', ok: [404] }),
    able('DELETE /:ods/auth/accounts/:username/disabled', 'manageApps', { path: '/auth/accounts/never-was/disabled', ok: [404] }),
  ];
}

function own(): Ask[] {
  const person: Need = { is: 'own', browser: true };
  return [
    ask('GET /:ods/auth/session', { is: 'own', browser: false }),
    ask('GET /:ods/auth/sessions', person),
    ask('GET /:ods/auth/passkeys', person),
    ask('DELETE /:ods/auth/passkeys/:id', person, { path: '/auth/passkeys/never-was', ok: MAYBE_NONE }),
    ask('DELETE /:ods/auth/sessions/:id', person, { path: `/auth/sessions/${NEVER}`, ok: MAYBE_NONE }),
    ask('GET /:ods/auth/launches', person),
    ask('POST /:ods/auth/launches', person, { body: { client: NEVER, patient: 'never-was' }, ok: [404] }),
    ask('GET /:ods/auth/allowed-apps', person),
    ask('DELETE /:ods/auth/allowed-apps/:client', person, { path: `/auth/allowed-apps/${NEVER}`, ok: MAYBE_NONE }),
    ask('DELETE /:ods/auth/sessions', person),
  ];
}

/** Routes open to anybody, each for the reason beside it. One that is not here, and has no request above, fails the matrix. */
const PUBLIC: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^GET \/(?:healthz|readyz|metrics|practices)?$/, 'operations, and the practices to sign in at; no patient data'],
  [/^(?:GET|POST|DELETE) \/:ods\/auth\/session$/, 'signing in and out'],
  [/^POST \/:ods\/auth\/(?:passkey-session|passkeys|authenticator)(?:\/options)?$/, 'signing in, or setting up with a code or a session asked for inside'],
  [/^POST \/:ods\/auth\/enrolment$/, 'the holder of an enrolment code'],
  [/^(?:GET|POST) \/:ods\/auth\/(?:lock|unlock)$/, 'a locked session, which no other route takes for one'],
  [/^GET \/:ods\/auth\/services$/, 'which ways of signing in there are'],
  [/^(?:GET|POST) \/:ods\/auth\/(?:cis2|nhs-login)(?:\/roles)?$/, 'signing in by the national services'],
  [/^(?:GET|POST) \/auth\/(?:cis2|nhs-login)\/(?:callback|logout)$/, 'the national services come back here'],
  [/^(?:GET|POST) \/simulated\/(?:cis2|nhs-login)\//, 'simulators, with made-up people'],
  [/^GET \/:ods\/fhir\/r4\/(?:metadata|\.well-known\/smart-configuration)$/, 'FHIR and SMART ask that it be open'],
  [/^GET \/:ods\/oauth\/(?:\.well-known\/openid-configuration|jwks)$/, 'addresses and public keys'],
  [/^(?:GET|POST) \/:ods\/oauth\/(?:authorize|decision|apps)$/, 'pages that find out inside who is signed in'],
  [/^POST \/:ods\/oauth\/(?:token|introspect|revoke)$/, 'the client proves itself in the request'],
  [/^OPTIONS \/:ods\/(?:fhir\/r4(?:\/\*)?|oauth\/(?:token|revoke))$/, 'what a browser asks before a request'],
  [/^GET \/:ods\/subscriptions$/, 'a websocket binds by a one-time token'],
  [/^(?:GET|POST) \/(?:workspace|my)(?:\/|$)/, 'pages, which ask the API as their visitor'],
];

export function isPublic(route: string): boolean {
  return PUBLIC.some(([pattern]) => pattern.test(route));
}

/** The address of a public route, with something in each place; undefined where asking would end the session. */
export function publicPath(route: string): string {
  return route.slice(route.indexOf(' ') + 1).replace(':ods', 'A20047').replaceAll(/:[a-z]+|\*/g, 'never-was');
}
