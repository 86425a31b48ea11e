import { h, type ReactNode } from './h.ts';
import type { Reader } from './reader.ts';

/**
 * The NHS header in its organisational form. Written out by hand because the React component always draws the NHS
 * logo, which is for NHS services only.
 */
export function header({ practice, identity }: Reader): ReactNode {
  return h('header', { className: 'nhsuk-header nhsuk-header--organisation', 'data-module': 'nhsuk-header' },
    h('div', { className: 'nhsuk-header__container nhsuk-width-container' },
      h('div', { className: 'nhsuk-header__service' },
        h('a', { className: 'nhsuk-header__service-logo', href: '/my/' },
          h('span', { className: 'nhsuk-header__organisation-name' }, practice?.name ?? 'Your surgery'),
          h('span', { className: 'nhsuk-header__organisation-name-descriptor' }, 'Jenner'),
        ),
      ),
      identity !== undefined && account(),
    ),
  );
}

function account(): ReactNode {
  return h('nav', { className: 'nhsuk-header__account', 'aria-label': 'Account' },
    h('ul', { className: 'nhsuk-header__account-list' },
      h('li', { className: 'nhsuk-header__account-item' },
        h('a', { className: 'nhsuk-header__account-link', href: '/my/record/about-me' }, 'About me')),
      h('li', { className: 'nhsuk-header__account-item' },
        h('form', { className: 'nhsuk-header__account-form', method: 'post', action: '/my/sign-out' },
          h('button', { className: 'nhsuk-header__account-button', type: 'submit' }, 'Sign out'))),
    ),
  );
}
