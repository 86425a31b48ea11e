import { describeScopes } from '../../smart/describe-scopes.ts';
import type { AllowedApp } from '../../smart/consents.ts';
import type { AuthorizationRequest } from '../../smart/authorization-request.ts';
import type { Practice } from '../../store/practices.ts';
import { type Html, html, type Page } from './html.ts';

/** A patient who may be chosen. */
export interface Choice {
  id: string;
  label: string;
}

export interface Asking {
  request: AuthorizationRequest;
  practice: Practice;
  /** The app's question as it came, for the form to send again: it is read anew when the answer comes. */
  query: string;
  action: string;
  user: string;
  /** undefined: no patient has to be chosen. */
  choices: readonly Choice[] | undefined;
  /** What was typed to look for a patient; undefined where the user has no search. */
  find: string | undefined;
}

const synthetic = (practice: Practice): Html => (practice.synthetic ? html`<p class="note">Everybody in this practice is made up.</p>` : html``);

/** Asks the user: which patient, and whether the app may. */
export function consentPage({ request, practice, query, action, user, choices, find }: Asking): Page {
  const { client, scopes, redirectUri } = request;
  const only = choices?.length === 1;
  return {
    title: `Allow ${client.name}?`,
    formTarget: redirectUri,
    body: html`<h1>Allow ${client.name} to use ${practice.name}’s records in your name?</h1>
${synthetic(practice)}
<p>You are signed in as ${user}. ${practice.name} registered this app on ${client.registeredAt.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })}. It comes from <strong>${hostOf(redirectUri)}</strong>.</p>
<h2>It will be able to</h2><ul>${describeScopes(scopes).map((line) => html`<li>${line}</li>`)}</ul>
<p>It can never do more than you can. Everything it does is written down. You can take this back at any time.</p>
<form method="post" action="${action}"><input type="hidden" name="request" value="${query}">
${choices === undefined ? html`` : choicesOf(choices, only, find)}
<div class="actions">${choices?.length === 0 ? html`` : html`<button name="decision" value="allow">Allow</button>`}<button class="second" name="decision" value="deny">Do not allow</button></div></form>`,
  };
}

function choicesOf(choices: readonly Choice[], only: boolean, find: string | undefined): Html {
  const found = choices.map(({ id, label }) => html`<label><input type="radio" name="patient" value="${id}" ${only ? html`checked` : ''}> ${label}</label>`);
  const search = find === undefined ? html`` : html`<label for="find">Name, date of birth or NHS number</label><input type="text" id="find" name="find" value="${find}" autocomplete="off"><p><button class="second" name="decision" value="find">Find a patient</button></p>`;
  const none = find !== undefined && find !== '' && choices.length === 0 ? html`<p role="status">No patient found.</p>` : html``;
  return html`<h2>Whose record?</h2>${search}${none}<fieldset ${choices.length === 0 ? html`hidden` : ''}><legend>The record it will see</legend>${found}</fieldset>`;
}

/** The address of a site, or an app's own scheme. */
function hostOf(redirectUri: string): string {
  const { host, protocol } = new URL(redirectUri);
  return host === '' ? protocol : host;
}

/** Goes to the same address from a page of this server: a browser sends the session's cookie only then. */
export function againPage(address: string): Page {
  return { title: 'One moment', head: html`<meta http-equiv="refresh" content="0;url=${address}">`, body: html`<h1>One moment</h1><p><a href="${address}">Go on</a></p>` };
}

/** Nobody is signed in: where to, and the way back. */
export function signInPage(app: string, address: string): Page {
  const back = encodeURIComponent(address);
  return {
    title: 'Sign in first',
    body: html`<h1>Sign in to use ${app}</h1><p>${app} asks to see records here. Sign in first; then you are asked whether it may.</p>
<ul><li><a href="/my/?return=${back}">I am a patient</a></li><li><a href="/workspace/?return=${back}">I work at the practice</a></li></ul>
<p>If you have signed in already: <a href="${address}">go on</a>.</p>`,
  };
}

/** What cannot be told to the app, as it is not known that the address is the app's. */
export function refusalPage(reason: string): Page {
  return { title: 'This link does not work', body: html`<h1>This link does not work</h1><p>${reason}</p><p>Nothing has been shared. Go back to the app, or tell whoever runs it.</p>` };
}

/** The apps somebody has allowed, and the way to take it back. */
export function allowedPage(practice: Practice, apps: readonly AllowedApp[], action: string): Page {
  const lines = apps.map(({ client, name, scopes, since }) => html`<h2>${name}</h2><p>Allowed on ${since.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })} to:</p>
<ul>${describeScopes(scopes).map((line) => html`<li>${line}</li>`)}</ul>
<form method="post" action="${action}"><input type="hidden" name="client" value="${client}"><button class="second" aria-label="Stop allowing ${name}">Stop allowing this</button></form>`);
  return {
    title: 'Apps you have allowed',
    body: html`<h1>Apps you have allowed at ${practice.name}</h1>${synthetic(practice)}${apps.length === 0 ? html`<p>You have allowed no app to use records in your name.</p>` : lines}`,
  };
}
