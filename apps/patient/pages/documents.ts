import { readDocuments } from '../../../capabilities/view-record/documents.ts';
import { entryCard } from '../view/cards.ts';
import { facts } from '../view/facts.ts';
import { h, p } from '../view/h.ts';
import { pagination, showing, slice } from '../view/pagination.ts';
import { heading, HOME, nothing, RECORD, type RecordPage } from '../view/record-page.ts';

/** Letters and documents: what there is, and how to get a copy. */
export const documentsPage: RecordPage = {
  path: '/record/documents',
  render: ({ record, query }) => {
    const page = slice(readDocuments(record), query.page);
    return {
      title: 'Letters and documents',
      crumbs: [HOME, RECORD],
      body: [
        heading('Letters and documents'),
        page.total === 0 ? nothing('letters or documents') : p('You cannot open documents here. To get a copy, phone your surgery and tell them the name and date.'),
        showing(page),
        page.total > 0 ? h('h2', { key: 'list', className: 'nhsuk-u-visually-hidden' }, 'List of letters and documents') : null,
        ...page.items.map((document) => entryCard(document.id, document.title, facts(
          ['Date', document.date ?? 'Not recorded'], ['About', document.description], ['From', document.by], ['Type of file', document.format]))),
        pagination(page, '/my/record/documents'),
      ],
    };
  },
};
