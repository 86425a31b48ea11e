import { Details } from 'nhsuk-react-components';
import { readAboutMe, type AboutMe } from '../../../capabilities/view-record/about-me.ts';
import { facts } from '../view/facts.ts';
import { h, nowrap, p, phoneLink, type ReactNode } from '../view/h.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';

/** What the surgery holds about the person, and how to put it right. */
export const aboutMePage: RecordPage = {
  path: '/record/about-me',
  render: ({ record }) => {
    const me = readAboutMe(record);
    return {
      title: 'About me',
      crumbs: [HOME, RECORD],
      body: [
        heading('About me'),
        facts(
          ['Name', me.name],
          ['Known as', me.knownAs],
          ['Date of birth', me.born ?? 'Not recorded'],
          ['NHS number', me.nhsNumber === undefined ? 'Not shown' : nowrap(me.nhsNumber)],
          ['Gender', me.gender],
          ['Language', me.language],
        ),
        h('h2', { key: 'contact', className: 'nhsuk-heading-m' }, 'How your surgery contacts you'),
        facts(['Address', lines(me.address)], ['Phone', lines(me.phones)], ['Email', lines(me.emails)]),
        me.address.length + me.phones.length + me.emails.length === 0 ? nothing('contact details') : null,
        h('h2', { key: 'contacts', className: 'nhsuk-heading-m' }, 'People to contact for you'),
        me.contacts.length === 0 ? nothing('contacts') : facts(...me.contacts.map(({ name, relationship, phone }) =>
          [name, [relationship, phone].filter((part) => part !== undefined).join(', ') || 'No phone number recorded'] as const)),
        h('h2', { key: 'surgery', className: 'nhsuk-heading-m' }, 'Your surgery'),
        facts(['Surgery', me.surgery.name], ['Phone', me.surgery.phone === undefined ? undefined : phoneLink(me.surgery.phone)], ['Your usual GP', me.usualGp]),
        correction(me),
      ],
    };
  },
};

function lines(texts: readonly string[]): ReactNode {
  return texts.length === 0 ? 'Not recorded' : texts.map((text, index) => h('span', { key: index, className: 'jenner-line' }, text));
}

function correction({ surgery }: AboutMe): ReactNode {
  return h(Details, { key: 'correct' },
    h(Details.Summary, null, 'Something is wrong or has changed'),
    h(Details.Text, null,
      p('Tell your surgery. ', surgery.phone === undefined ? 'You can phone or go in.' : h('span', null, 'You can phone ', phoneLink(surgery.phone), ' or go in.')),
      p('They may ask to see something that shows your new name or address.'),
      p('You can also ask them to correct a mistake in your health record. If they do not agree that it is a mistake, they can add a note of what you think.')));
}
