import type { Page } from '../view/document.ts';
import { linkCard } from '../view/cards.ts';
import { h } from '../view/h.ts';
import { heading } from '../view/record-page.ts';

/** Where a patient lands after signing in. */
export const homePage: Page = {
  title: 'Home',
  crumbs: [],
  body: [
    heading('Home'),
    h('div', { key: 'cards', className: 'jenner-hub__cards' },
      linkCard('/my/record', 'GP health record', 'Your medicines, allergies, test results, vaccinations and more'),
      linkCard('/my/record/about-me', 'About me', 'Your name, address and contact details')),
    h('section', { key: 'help' },
      h('h2', { className: 'nhsuk-heading-m' }, 'If you need help now'),
      h('p', null, 'Your surgery does not watch this website. If you need medical help, phone your surgery.'),
      h('p', null, 'If your surgery is closed, use ', h('a', { href: 'https://111.nhs.uk/' }, '111.nhs.uk'), ' or ', h('a', { href: 'tel:111' }, 'call 111'),
        '. In an emergency, ', h('a', { href: 'tel:999' }, 'call 999'), '.')),
  ],
};
