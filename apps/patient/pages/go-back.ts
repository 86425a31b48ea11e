import type { Page } from '../view/document.ts';
import { h } from '../view/h.ts';
import { heading } from '../view/record-page.ts';

/**
 * Leads back to what the patient signed in for. A page, not a redirect: the address may lead on to another site, where
 * our sign-in form may not be sent.
 */
export function goBackPage(address: string): Page {
  return {
    title: 'You are signed in',
    crumbs: [],
    goTo: address,
    body: [heading('You are signed in'), h('p', { key: 'on' }, h('a', { href: address }, 'Go back to the app'))],
  };
}
