/** The paths of a record's views; '' is the summary. */
export const VIEWS = ['', 'consult', 'problems', 'medication', 'allergies', 'results', 'documents', 'journal'];

/** Targets under 24 × 24 CSS pixels that are neither within a sentence nor given room around them (WCAG 2.5.8). */
export const SMALL_TARGETS = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, [role=option], summary')]
  .map((element) => ['checkbox', 'radio'].includes(element.type) ? element.closest('label') ?? element : element)
  .filter((element) => element.checkVisibility() && !element.closest('p, .visually-hidden') && !element.classList.contains('skip-link'))
  .filter((element) => { const { width, height } = element.getBoundingClientRect(); return width > 0 && (Math.round(width) < 24 || Math.round(height) < 24); })
  .map((element) => element.outerHTML.slice(0, 160))`;
