import { Footer } from 'nhsuk-react-components';
import type { Reader } from './reader.ts';
import { h, phoneLink, type ReactNode } from './h.ts';

/** Help by phone first: it is there for whoever cannot use the page. */
export function footer({ practice, phone }: Reader): ReactNode {
  return h(Footer, null,
    h(Footer.Meta, null,
      h(Footer.ListItem, { href: '/my/accessibility' }, 'Accessibility statement'),
      h(Footer.Copyright, null,
        phone === undefined
          ? 'Need help? Phone your surgery.'
          : ['Need help? Phone ', practice?.name ?? 'your surgery', ' on ', h('span', { key: 'phone' }, phoneLink(phone)), '.'],
      ),
    ),
  );
}
