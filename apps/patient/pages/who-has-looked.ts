import { Details } from 'nhsuk-react-components';
import { formatPatientDate } from '../../../platform/fhir/format.ts';
import type { Visit, Visits } from '../fetch-visits.ts';
import type { Page } from '../view/document.ts';
import { h, p, phoneLink, type ReactNode } from '../view/h.ts';
import { heading, HOME, RECORD } from '../view/record-page.ts';

export const WHO_HAS_LOOKED = '/record/who-has-looked';

/** Who has been in the person's record, day by day, and whom to ask about it. `phone`: the surgery's. */
export function whoHasLookedPage({ visits, earlier }: Visits, phone: string | undefined): Page {
  const title = 'Who has looked at your record';
  return {
    title,
    crumbs: [HOME, RECORD],
    body: [
      heading(title),
      p('This shows everyone who opened or changed your record here, and on which day. It does not show which parts they looked at.'),
      p('People who work at your surgery look at records to care for you, to book appointments, or to check that records are right.'),
      visits.length === 0 ? p('There is nobody to show.') : null,
      ...[...Map.groupBy(visits, ({ at }) => formatPatientDate(at) ?? '')].map(([day, those]) => h('section', { key: day },
        h('h2', { className: 'nhsuk-heading-s' }, day),
        h('ul', { className: 'nhsuk-list nhsuk-list--bullet' }, ...unique(those.map(words)).map((line) => h('li', { key: line }, line))))),
      earlier === undefined ? null : p(h('a', { href: `/my${WHO_HAS_LOOKED}?${new URLSearchParams({ after: earlier }).toString()}` }, 'Earlier days')),
      questions(phone),
    ],
  };
}

function words({ name, role, who }: Visit): string {
  if (who === 'you') return 'You';
  if (who === 'another patient') return `${name}, who may see your record for you`;
  return who === 'program' ? 'A computer system that your surgery uses' : [name, role].filter((part) => part !== '').join(', ');
}

/** Two programs read the same in words. */
function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}

function questions(phone: string | undefined): ReactNode {
  return h(Details, { key: 'questions' },
    h(Details.Summary, null, 'You do not know why someone looked'),
    h(Details.Text, null,
      p('Ask your surgery. ', phone === undefined ? 'You can phone or go in.' : h('span', null, 'You can phone ', phoneLink(phone), ' or go in.')),
      p('Every surgery has someone who looks after the privacy of records. They can find out why your record was opened and tell you.')));
}
