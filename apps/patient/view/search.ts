import { Button, TextInput } from 'nhsuk-react-components';
import { h, type ReactNode } from './h.ts';

/** True when every word of the search stands in one of the texts. */
export function matches(search: string, texts: readonly (string | undefined)[]): boolean {
  const all = texts.join(' ').toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}

/** A search within one list. Says how much was found, and how to see all again. */
export function searchBox(path: string, label: string, search: string, found: number): ReactNode {
  return h('div', { key: 'search', role: 'search' },
    h('form', { method: 'get', action: path, className: 'jenner-search' },
      h(TextInput, { id: 'search', name: 'search', label, defaultValue: search, autoComplete: 'off', maxLength: 100 }),
      h(Button, { small: true, secondary: true, type: 'submit' }, 'Search')),
    search === '' ? null : h('p', null, found === 0 ? `Nothing found for “${search}”. ` : `${found} found for “${search}”. `, h('a', { href: path }, 'Show all')));
}
