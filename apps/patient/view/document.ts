import { renderToStaticMarkup } from 'react-dom/server';
import { Breadcrumb, SkipLink } from 'nhsuk-react-components';
import type { Assets } from '../assets.ts';
import { footer } from './footer.ts';
import { h, nowrap, type ReactNode } from './h.ts';
import { header } from './header.ts';
import type { Identity } from '../../../capabilities/view-record/about-me.ts';
import type { Reader } from './reader.ts';

export interface Crumb {
  href: string;
  text: string;
}

/** What a page is made of. `title` goes to the browser's history, so it never names a person or an illness. */
export interface Page {
  title: string;
  crumbs: readonly Crumb[];
  body: readonly ReactNode[];
  /** Where the page leads by itself, at once. */
  goTo?: string;
}

/** The whole HTML document of a page. */
export function renderDocument(page: Page, reader: Reader, assets: Assets): string {
  const document = h('html', { lang: 'en' },
    h('head', null,
      h('meta', { charSet: 'utf-8' }),
      page.goTo !== undefined && h('meta', { httpEquiv: 'refresh', content: `0; url=${page.goTo}` }),
      h('title', null, `${page.title} – Jenner`),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1, viewport-fit=cover' }),
      h('meta', { name: 'format-detection', content: 'telephone=no' }),
      h('meta', { name: 'theme-color', content: '#005eb8' }),
      h('link', { rel: 'icon', type: 'image/svg+xml', href: assets.icon }),
      h('link', { rel: 'stylesheet', href: assets.css }),
      h('script', { type: 'module', src: assets.js }),
    ),
    h('body', null,
      h(SkipLink, null),
      header(reader),
      reader.practice?.synthetic === true && demonstrationNotice(),
      h('div', { className: 'nhsuk-width-container' },
        page.crumbs.length > 0 && breadcrumb(page.crumbs),
        h('main', { id: 'maincontent', className: 'nhsuk-main-wrapper' },
          reader.identity !== undefined && identityStrip(reader.identity),
          ...page.body,
        ),
      ),
      footer(reader),
    ),
  );
  return `<!doctype html>${renderToStaticMarkup(document)}`;
}

/** A trail on a wide screen; on a phone one link back. */
function breadcrumb(crumbs: readonly Crumb[]): ReactNode {
  const last = crumbs.at(-1);
  return h(Breadcrumb, null,
    ...crumbs.map(({ href, text }) => h(Breadcrumb.Item, { href, key: href }, text)),
    last !== undefined && h('a', { className: 'nhsuk-back-link', href: last.href },
      h('span', { className: 'nhsuk-u-visually-hidden' }, 'Back to '), last.text),
  );
}

function demonstrationNotice(): ReactNode {
  return h('div', { className: 'jenner-demonstration', role: 'region', 'aria-label': 'Demonstration' },
    h('div', { className: 'nhsuk-width-container' },
      h('p', null, h('strong', null, 'Demonstration.'), ' This is a demonstration with made-up people.'),
    ),
  );
}

/** Says whose record is open, on every page that shows it. */
function identityStrip({ name, born, nhsNumber }: Identity): ReactNode {
  return h('section', { className: 'jenner-identity', 'aria-label': 'Your record' },
    h('p', { className: 'jenner-identity__name' }, h('span', { className: 'jenner-identity__label' }, 'Your record'), ' ', h('strong', null, name)),
    h('dl', null,
      h('div', null, h('dt', null, 'Born'), ' ', h('dd', null, born ?? 'not recorded')),
      nhsNumber !== undefined && h('div', null, h('dt', null, 'NHS number'), ' ', h('dd', null, nowrap(nhsNumber))),
    ),
  );
}
