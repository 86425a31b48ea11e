import type { Identity } from '../../../capabilities/view-record/about-me.ts';
import type { Practice } from '../session.ts';

/** Whom the page is for: the practice where it is known, the person where somebody is signed in. */
export interface Reader {
  practice: Practice | undefined;
  identity: Identity | undefined;
  phone: string | undefined;
}
