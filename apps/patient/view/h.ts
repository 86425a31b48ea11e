import { createElement, type ReactNode } from 'react';
import { formatPhone } from '../../../capabilities/view-record/phone.ts';

export { createElement as h } from 'react';
export type { ReactNode } from 'react';

/** A paragraph. */
export function p(...children: ReactNode[]): ReactNode {
  return createElement('p', null, ...children);
}

/** Free text as it was written, with its line breaks and columns. */
export function writtenText(text: string): ReactNode {
  return createElement('p', { className: 'jenner-written' }, text);
}

/** An NHS number or phone number, kept on one line. */
export function nowrap(text: string): ReactNode {
  return createElement('span', { className: 'nhsuk-u-nowrap' }, text);
}

/** A phone number that a phone can ring. */
export function phoneLink(phone: string): ReactNode {
  return createElement('a', { href: `tel:${phone.replace(/[^\d+]/g, '')}`, className: 'nhsuk-u-nowrap' }, formatPhone(phone));
}
