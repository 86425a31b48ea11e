import { Button, ErrorSummary, PasswordInput, Select, TextInput } from 'nhsuk-react-components';
import type { Practice } from '../session.ts';
import type { Page } from '../view/document.ts';
import { h, p, type ReactNode } from '../view/h.ts';

/** Why a sign-in did not work, and what was typed that need not be typed again. Never the password. */
export interface SignInTry {
  errors: { field: 'practice' | 'username' | 'password' | 'code'; text: string }[];
  practice: string;
  username: string;
}

interface ErrorAt {
  error?: string;
}

/** The practices, by ODS code, whose patients can sign in with NHS login. */
export type NhsLoginOf = ReadonlyMap<string, { simulated: boolean }>;

/** Sign in: with NHS login, or with what the surgery gave. Asks for the surgery only where there is a choice. */
export function signInPage(practices: readonly Practice[], nhsLogin: NhsLoginOf, { errors, practice, username }: SignInTry): Page {
  const errorAt = (field: string): ErrorAt => {
    const error = errors.find((candidate) => candidate.field === field)?.text;
    return error === undefined ? {} : { error };
  };
  return {
    title: errors.length > 0 ? 'Error: Sign in' : 'Sign in',
    crumbs: [],
    body: [
      errors.length > 0 ? errorSummary(errors) : null,
      h('h1', { key: 'title', className: 'nhsuk-heading-l' }, 'Sign in to see your GP health record'),
      ...nhsLoginLinks(practices, nhsLogin),
      h('form', { key: 'form', method: 'post', action: '/my/', noValidate: true },
        practices.length > 1 ? practiceSelect(practices, practice, errorAt('practice')) : null,
        h(TextInput, {
          id: 'username', name: 'username', label: 'Username', width: '20', autoComplete: 'username', autoCapitalize: 'none', spellCheck: false,
          defaultValue: username, ...errorAt('username'),
        }),
        h(PasswordInput, { id: 'password', name: 'password', label: 'Password', width: '20', ...errorAt('password') }),
        h(TextInput, { id: 'code', name: 'code', label: 'Code', hint: 'Six digits, from your authenticator app', width: '5', autoComplete: 'one-time-code', inputMode: 'numeric', ...errorAt('code') }),
        h(Button, { type: 'submit', secondary: nhsLogin.size > 0 }, 'Sign in')),
      h('h2', { key: 'help', className: 'nhsuk-heading-s' }, 'If you cannot sign in'),
      p('Phone your surgery. They can give you a new username and password.'),
      h('p', { key: 'urgent' }, 'If you need medical help now and your surgery is closed, use ',
        h('a', { href: 'https://111.nhs.uk/' }, '111.nhs.uk'), ' or ', h('a', { href: 'tel:111' }, 'call 111'), '. In an emergency, ',
        h('a', { href: 'tel:999' }, 'call 999'), '.'),
    ],
  };
}

function errorSummary(errors: SignInTry['errors']): ReactNode {
  return h(ErrorSummary, { key: 'errors' },
    h(ErrorSummary.Title, null, 'There is a problem'),
    h(ErrorSummary.List, null, ...errors.map(({ field, text }) => h(ErrorSummary.ListItem, { key: field, href: `#${field}` }, text))));
}

/** One link for each surgery: a choice before the link would need a script. */
function nhsLoginLinks(practices: readonly Practice[], nhsLogin: NhsLoginOf): ReactNode[] {
  const links = practices.flatMap(({ ods, name }) => {
    const service = nhsLogin.get(ods);
    if (service === undefined) return [];
    const words = `Continue with ${service.simulated ? 'simulated ' : ''}NHS login`;
    return [h('p', { key: ods }, h(Button, { href: `/${ods}/auth/nhs-login` }, practices.length > 1 ? `${words}: ${name}` : words))];
  });
  return links.length === 0 ? [] : [...links, h('h2', { key: 'own', className: 'nhsuk-heading-m' }, 'If your surgery gave you a username')];
}

function practiceSelect(practices: readonly Practice[], chosen: string, error: ErrorAt): ReactNode {
  return h(Select, { id: 'practice', name: 'practice', label: 'Your surgery', defaultValue: chosen, ...error },
    h('option', { value: '' }, 'Choose your surgery'),
    ...practices.map(({ ods, name }) => h('option', { key: ods, value: ods }, name)));
}
