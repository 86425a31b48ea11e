import { Card } from 'nhsuk-react-components';
import { h, type ReactNode } from './h.ts';

/** A card that is one big link, with a line that says what is behind it. */
export function linkCard(href: string, title: string, description: string, headingLevel: 'h2' | 'h3' = 'h2'): ReactNode {
  return h(Card, { clickable: true, className: 'jenner-link-card', key: href },
    h(Card.Heading, { headingLevel, size: 's' }, h(Card.Link, { href }, title)),
    h(Card.Description, null, description));
}

/** One entry of the record. */
export function entryCard(id: string, title: ReactNode, ...children: ReactNode[]): ReactNode {
  return h(Card, { key: id, className: 'jenner-entry' }, h(Card.Heading, { headingLevel: 'h3', size: 's' }, title), ...children);
}

/** "1 medicine", "12 medicines". */
export function count(number: number, one: string, many: string): string {
  return number === 0 ? `No ${many}` : `${number} ${number === 1 ? one : many}`;
}
