import { DIRECTORY_TYPES } from '../fhir/compartment.ts';
import { Problem } from '../errors.ts';
import { abilitiesOf, type Principal } from './principal.ts';
import { type Abilities, policyOf } from './roles.ts';
import { type Interaction, reachOf, scopesAllow } from './scope.ts';

/** What reception keeps: registering and booking. Everything else that is not the directory is clinical. */
const OFFICE_TYPES = new Set(['Patient', 'RelatedPerson', 'Appointment', 'AppointmentResponse', 'Schedule', 'Slot', 'Coverage']);

/**
 * The one decision: may this principal do this to that type (`*`: all types at once)? Throws `not-found` to somebody
 * who has nothing to do with the practice, `forbidden` otherwise. Which resources of the type they see is the Reader's
 * part (platform/store/reader.ts), and which records they may write in is closed-records.ts. `narrowed`: the caller itself
 * keeps to what a scope with search parameters reaches; otherwise such a scope is none.
 */
export function authorise(principal: Principal, interaction: Interaction, type: string, narrowed = false): void {
  if (principal.belongs === 'stranger') throw new Problem('not-found', 'There is no such practice here');
  const writes = interaction === 'c' || interaction === 'u' || interaction === 'd';
  if (writes && !mayWrite(abilitiesOf(principal), type)) throw new Problem('forbidden', 'Your role may not change this');
  if (policyOf(principal.role).audience === 0) throw new Problem('forbidden', 'Your role does not see patients’ data');
  const { scopes } = principal;
  if (scopes !== undefined && !(narrowed ? reachOf(scopes, interaction, type) !== 'none' : scopesAllow(scopes, interaction, type))) {
    throw new Problem('forbidden', `The access token's scope does not cover this on ${type}`);
  }
}

/** What somebody does themselves, having signed in: no scope hands it on to an app that acts for them. */
const IN_PERSON = new Set<keyof Abilities>(['breakGlass', 'manageAccess', 'manageApps']);

/** Throws unless the principal has the ability themselves; an app that acts for them reads the audit by a scope for it, and manages nothing. */
export function requireAbility(principal: Principal, ability: keyof Abilities): void {
  if (principal.belongs === 'stranger') throw new Problem('not-found', 'There is no such practice here');
  if (!abilitiesOf(principal)[ability]) throw new Problem('forbidden', 'Your role may not do this');
  const { scopes } = principal;
  if (scopes === undefined) return;
  if (IN_PERSON.has(ability)) throw new Problem('forbidden', 'Only somebody who has signed in can do this, not a token');
  if (ability === 'readAudit' && !scopesAllow(scopes, 'r', 'AuditEvent')) throw new Problem('forbidden', "The access token's scope does not cover this on AuditEvent");
}

function mayWrite(abilities: Abilities, type: string): boolean {
  if (DIRECTORY_TYPES.has(type)) return abilities.writeDirectory;
  if (OFFICE_TYPES.has(type)) return abilities.writeAdministrative;
  return abilities.writeClinical;
}
