import type { Patient } from '@medplum/fhirtypes';
import { Problem } from '../../errors.ts';
import { abilitiesOf, type Principal, readerOf } from '../../access/principal.ts';
import { findPatients } from '../../store/find/find-patients.ts';
import { readResource } from '../../store/read/read-resource.ts';
import type { AppContext } from '../context.ts';
import type { Choice } from './pages.ts';

const MOST = 10;

/** The patients a user may choose from for an app: a patient's own records; for staff, those found. */
export async function patientChoices(context: AppContext, principal: Principal, find: string): Promise<Choice[]> {
  if (principal.own !== null) return (await Promise.all(principal.own.map((id) => choice(context, principal, id)))).flatMap((one) => one ?? []);
  if (!maySearch(principal) || find.trim() === '') return [];
  const found = await findPatients(context.db, principal.practice, find.slice(0, 200), MOST, context.today(), readerOf(principal));
  return found.map(({ content }) => labelled(JSON.parse(content) as Patient));
}

export function maySearch(principal: Principal): boolean {
  return principal.own === null && abilitiesOf(principal).findPatients;
}

/** The patient as the user may see them; undefined when they may not, or there is none. */
export async function choice(context: AppContext, principal: Principal, id: string): Promise<Choice | undefined> {
  try {
    const { content } = await readResource(context.db, principal.practice, 'Patient', id, readerOf(principal));
    return content === null ? undefined : labelled(JSON.parse(content) as Patient);
  } catch (error) {
    if (error instanceof Problem && (error.fault === 'not-found' || error.fault === 'deleted')) return undefined;
    throw error;
  }
}

function labelled({ id = '', name, birthDate }: Patient): Choice {
  const [first] = name ?? [];
  return { id, label: `${[...(first?.given ?? []), first?.family ?? ''].join(' ')}${birthDate === undefined ? '' : `, born ${birthDate}`}` };
}
