/** What a request costs and how much it matters, as far as its route tells. */
export type WorkClass =
  | 'vital' // health checks, pages' files, and what stays open: never held up here
  | 'sign-in'
  | 'page' // the patient app, whose pages ask the API within their own request
  | 'read'
  | 'write'
  | 'expensive'; // searches, transactions, exports

/** By the route's own pattern, so that nothing in an address chosen by the client decides. */
export function workClassOf(method: string, route: string | undefined): WorkClass {
  if (route === undefined || !route.startsWith('/:ods/')) return route?.startsWith('/my/') === true ? 'page' : 'vital';
  const path = route.slice('/:ods'.length);
  if (/^\/(?:events$|subscriptions$)/.test(path)) return 'vital';
  if (/^\/(?:auth|oauth2?|oidc|smart)\b/.test(path)) return 'sign-in';
  if (/(?:_search|\$export|\$validate|\$graphql)$/.test(path)) return 'expensive';
  const unsafe = method !== 'GET' && method !== 'HEAD';
  if (/^\/fhir\/r4\/?$/.test(path)) return 'expensive'; // batch, transaction, search and history over all types
  if (!unsafe && /^\/fhir\/r4\/(?::type|[A-Z][A-Za-z]+)(?:\/_history)?$/.test(path)) return 'expensive';
  return unsafe ? 'write' : 'read';
}
