import type { Page } from '../view/document.ts';
import { h, p } from '../view/h.ts';
import { heading, HOME } from '../view/record-page.ts';

/** Nothing is at this address, or not for this reader: the two must look the same. */
export const notFoundPage: Page = {
  title: 'Page not found',
  crumbs: [HOME],
  body: [
    heading('Page not found'),
    p('If you typed the web address, check it is correct.'),
    p('If you pasted the web address, check you copied all of it.'),
    h('p', { key: 'phone' }, 'You can ', h('a', { href: '/my/' }, 'go to the home page'), ', or phone your surgery if you need something from your record.'),
  ],
};

export const servicePage: Page = {
  title: 'Sorry, there is a problem',
  crumbs: [],
  body: [
    heading('Sorry, there is a problem'),
    p('We cannot show this page at the moment. Try again later.'),
    p('If you need something from your record now, phone your surgery.'),
    h('p', { key: 'urgent' }, 'If you need medical help and your surgery is closed, use ', h('a', { href: 'https://111.nhs.uk/' }, '111.nhs.uk'), ' or ',
      h('a', { href: 'tel:111' }, 'call 111'), '.'),
  ],
};
