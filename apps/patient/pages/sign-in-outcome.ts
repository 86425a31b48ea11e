import { Button } from 'nhsuk-react-components';
import type { Page } from '../view/document.ts';
import { h, p, type ReactNode } from '../view/h.ts';
import { heading } from '../view/record-page.ts';

/** What to tell somebody whom NHS login has sent back without a session. Nothing in it tells whose record is here. */
export function signInOutcomePage(outcome: string, ods: string | undefined): Page {
  const { title, body } = WORDS[outcome] ?? REFUSED;
  const prove = outcome === 'prove' && ods !== undefined;
  return {
    title,
    crumbs: [],
    body: [
      heading(title),
      ...body,
      prove
        ? h('p', { key: 'next' }, h(Button, { href: `/${ods}/auth/nhs-login?level=P9` }, 'Prove who you are'))
        : h('p', { key: 'next' }, h('a', { href: '/my/' }, 'Go back to sign in')),
      h('p', { key: 'help' }, 'If you need medical help now and your surgery is closed, use ', h('a', { href: 'https://111.nhs.uk/' }, '111.nhs.uk'), ' or ', h('a', { href: 'tel:111' }, 'call 111'), '.'),
    ],
  };
}

const REFUSED = { title: 'You are not signed in', body: [p('NHS login did not tell us who you are. Sign in again.')] };

const WORDS: Readonly<Record<string, { title: string; body: ReactNode[] }>> = {
  'prove': {
    title: 'Prove who you are',
    body: [p('Your GP health record is private. Before you can see it, NHS login needs to be sure that you are you.'), p('You will be asked for a photograph of your passport, driving licence or other identity document, and of your face.')],
  },
  'no-match': {
    title: 'We could not find your record',
    body: [p('The details in your NHS login do not match a patient of this surgery.'), p('Check that you chose the right surgery. If you did, phone them: your details there may need to be changed.')],
  },
  'disabled': { title: 'Your online access is closed', body: [p('Phone your surgery to ask why, or to have it opened again.')] },
  'expired': { title: 'You are not signed in', body: [p('That took too long, or you started in another window. Sign in again.')] },
  'unavailable': { title: 'NHS login cannot be reached', body: [p('Try again in a few minutes. If it is urgent, phone your surgery.')] },
};
