import type { Entry } from '../../../capabilities/view-record/entry.ts';
import { entryCard } from './cards.ts';
import { asRecorded } from './facts.ts';
import { h, writtenText, type ReactNode } from './h.ts';

/** Entries one below the other, as in a consultation. */
export function entryList(entries: readonly Entry[], dated: boolean): ReactNode {
  return h('ul', { className: 'nhsuk-list jenner-entries' }, ...entries.map((entry) => h('li', { key: entry.id }, content(entry, dated))));
}

/** Entries as cards, each under a heading of its own. */
export function entryCards(entries: readonly Entry[]): ReactNode[] {
  return entries.map((entry) => entryCard(entry.id, entry.name?.text ?? 'Note', dateLine(entry), ...details(entry)));
}

function content(entry: Entry, dated: boolean): ReactNode[] {
  const { name, value, resultId } = entry;
  const title = name === undefined ? null : [name.text, value === undefined ? '' : `: ${value}`].join('');
  const shown = resultId === undefined || title === null ? title : h('a', { href: `/my/record/test-results/${resultId}` }, title);
  return [
    dated ? h('div', { key: 'date' }, dateLine(entry)) : null,
    shown === null ? null : h('p', { key: 'name', className: 'jenner-entries__name' }, shown),
    ...details(entry),
  ];
}

function details({ name, facts, text }: Entry): ReactNode[] {
  return [
    ...facts.map((fact, index) => h('p', { key: `fact-${index}` }, fact)),
    ...text.map((part, index) => h('div', { key: `text-${index}` }, writtenText(part))),
    name?.recorded === undefined ? null : h('div', { key: 'recorded' }, asRecorded(name)),
  ];
}

function dateLine({ date }: Entry): ReactNode {
  return h('p', { className: 'jenner-when' }, date ?? 'Date not recorded');
}
