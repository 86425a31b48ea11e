import type { Page } from '../view/document.ts';
import { h, p } from '../view/h.ts';
import { heading, HOME } from '../view/record-page.ts';

/** What was checked and, as plainly, what was not. */
export const accessibilityPage: Page = {
  title: 'Accessibility statement',
  crumbs: [HOME],
  body: [
    heading('Accessibility statement'),
    p('We want as many people as possible to be able to use this website. You should be able to:'),
    h('ul', { key: 'able' },
      h('li', null, 'zoom in up to 400% without losing any text'),
      h('li', null, 'use it with a keyboard only'),
      h('li', null, 'use it with a screen reader'),
      h('li', null, 'use it on an old phone, and with JavaScript turned off')),
    h('h2', { key: 'tested', className: 'nhsuk-heading-m' }, 'How we tested it'),
    p('Every page is tested by a computer program each time the website changes. It looks for problems against the Web Content Accessibility Guidelines version 2.2, level AA. It also checks that pages fit a narrow screen and work without JavaScript.'),
    h('h2', { key: 'not', className: 'nhsuk-heading-m' }, 'What we have not tested'),
    p('A computer program finds only some problems. These tests have not been done yet:'),
    h('ul', { key: 'not-list' },
      h('li', null, 'tests with people who have access needs'),
      h('li', null, 'tests by a person with a screen reader, screen magnifier or voice control'),
      h('li', null, 'a check by someone from outside the team')),
    p('So we cannot say that this website fully meets the guidelines.'),
    h('h2', { key: 'known', className: 'nhsuk-heading-m' }, 'Problems we know about'),
    p('Some notes were written by staff for each other, and use medical words or abbreviations. Some older test reports use spaces to line up columns, which a screen reader may read in an odd order.'),
    h('h2', { key: 'tell', className: 'nhsuk-heading-m' }, 'Tell us about a problem'),
    p('If you cannot use part of this website, phone your surgery. They can give you the information in another way, such as on paper, in large print or by phone.'),
  ],
};
