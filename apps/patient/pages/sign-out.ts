import { Button } from 'nhsuk-react-components';
import type { Page } from '../view/document.ts';
import { h, p } from '../view/h.ts';
import { heading, HOME } from '../view/record-page.ts';

/** Asks before signing out, for whoever comes by a link: following a link never ends a session. */
export const signOutPage: Page = {
  title: 'Sign out',
  crumbs: [HOME],
  body: [
    heading('Do you want to sign out?'),
    h('form', { key: 'form', method: 'post', action: '/my/sign-out' }, h(Button, { type: 'submit' }, 'Sign out')),
  ],
};

export const signedOutPage: Page = {
  title: 'You have signed out',
  crumbs: [],
  body: [
    heading('You have signed out'),
    p('If you share this phone or computer, close this window as well.'),
    h('p', { key: 'again' }, h('a', { href: '/my/' }, 'Sign in again')),
  ],
};
