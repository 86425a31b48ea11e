import { ArrowLeftIcon, ArrowRightIcon } from 'nhsuk-react-components';
import { h, type ReactNode } from './h.ts';

const PER_PAGE = 25;

/** One page of a long list. */
export interface Slice<T> {
  items: readonly T[];
  page: number;
  pages: number;
  total: number;
}

/** The page that was asked for; a number out of range, or none, gives the nearest there is. */
export function slice<T>(all: readonly T[], asked: string | undefined): Slice<T> {
  const pages = Math.max(1, Math.ceil(all.length / PER_PAGE));
  const page = Math.min(pages, Math.max(1, Number.parseInt(asked ?? '1', 10) || 1));
  return { items: all.slice((page - 1) * PER_PAGE, page * PER_PAGE), page, pages, total: all.length };
}

/** "Showing 26 to 50 of 61"; nothing where one page holds all. */
export function showing({ items, page, pages, total }: Slice<unknown>): ReactNode {
  if (pages === 1) return null;
  const first = (page - 1) * PER_PAGE + 1;
  return h('p', { className: 'jenner-showing' }, `Showing ${first} to ${first + items.length - 1} of ${total}`);
}

/** Numbered links to the other pages; nothing where one page holds all. `query` is kept in the links. */
export function pagination({ page, pages }: Slice<unknown>, path: string, query: Readonly<Record<string, string>> = {}): ReactNode {
  if (pages === 1) return null;
  const href = (number: number): string => `${path}?${new URLSearchParams({ ...query, page: String(number) }).toString()}`;
  return h('nav', { key: 'pagination', className: 'nhsuk-pagination nhsuk-pagination--numbered', 'aria-label': 'Pagination' },
    page > 1 && step('previous', href(page - 1)),
    h('ul', { className: 'nhsuk-pagination__list' }, ...numbers(page, pages).map((number, index) => item(number, index, page, href))),
    page < pages && step('next', href(page + 1)),
  );
}

function item(number: number | undefined, index: number, page: number, href: (number: number) => string): ReactNode {
  if (number === undefined) return h('li', { key: `gap-${index}`, className: 'nhsuk-pagination__item nhsuk-pagination__item--ellipsis' }, '⋯');
  const current = number === page;
  return h('li', { key: number, className: `nhsuk-pagination__item${current ? ' nhsuk-pagination__item--current' : ''}` },
    h('a', { className: 'nhsuk-pagination__link', href: href(number), 'aria-label': `Page ${number}`, 'aria-current': current ? 'page' : undefined }, number));
}

function step(way: 'previous' | 'next', href: string): ReactNode {
  const [text, icon] = way === 'previous' ? ['Previous', h(ArrowLeftIcon, null)] : ['Next', h(ArrowRightIcon, null)];
  return h('a', { className: `nhsuk-pagination__${way}`, href, rel: way === 'previous' ? 'prev' : 'next' },
    way === 'previous' ? icon : null,
    h('span', { className: 'nhsuk-pagination__title' }, text, h('span', { className: 'nhsuk-u-visually-hidden' }, ' page')),
    way === 'next' ? icon : null);
}

/** First, last, and the pages around this one; `undefined` stands for a gap. */
function numbers(page: number, pages: number): (number | undefined)[] {
  const shown = [...new Set([1, page - 1, page, page + 1, pages])].filter((number) => number >= 1 && number <= pages);
  return shown.flatMap((number, index) => (index > 0 && number - (shown[index - 1] ?? 0) > 1 ? [undefined, number] : [number]));
}
