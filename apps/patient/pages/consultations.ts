import { readConsultations, type ConsultationSummary } from '../../../capabilities/view-record/consultations.ts';
import { h, type ReactNode } from '../view/h.ts';
import { pagination, showing, slice } from '../view/pagination.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';
import { matches, searchBox } from '../view/search.ts';

const PATH = '/my/record/consultations';

/** Consultations and other contacts, newest first, with a search by what they were about and whom with. */
export const consultationsPage: RecordPage = {
  path: '/record/consultations',
  render: ({ record, query }) => {
    const all = readConsultations(record);
    const search = query.search ?? '';
    const found = all.filter(({ kind, about, with: who, where }) => matches(search, [kind.text, ...about, who, where]));
    const page = slice(found, query.page);
    return {
      title: 'Consultations',
      crumbs: [HOME, RECORD],
      body: [
        heading('Consultations'),
        all.length === 0 ? nothing('consultations') : searchBox(PATH, 'Search your consultations', search, found.length),
        showing(page),
        page.total > 0 ? h('ul', { key: 'list', className: 'nhsuk-list jenner-rows' }, ...page.items.map(row)) : null,
        pagination(page, PATH, search === '' ? {} : { search }),
      ],
    };
  },
};

function row({ id, kind, date, about, with: who }: ConsultationSummary): ReactNode {
  return h('li', { key: id },
    h('a', { className: 'jenner-rows__link', href: `${PATH}/${id}` }, date ?? 'Date not recorded'),
    h('p', { className: 'jenner-rows__line' }, kind.text),
    about.length > 0 ? h('p', { className: 'jenner-rows__line' }, about.join(', ')) : null,
    who === undefined ? null : h('p', { className: 'jenner-rows__line jenner-when' }, `With ${who}`));
}
