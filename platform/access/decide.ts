import { Problem } from '../errors.ts';
import { abilitiesOf, type Principal } from './principal.ts';
import { type Interaction, scopesAllow } from './scope.ts';

/** The one decision: may this principal do this to that type? Throws `forbidden`; what may be seen is the Reader's part. */
export function authorise(principal: Principal, interaction: Interaction, type: string): void {
  const abilities = abilitiesOf(principal);
  const writes = interaction === 'c' || interaction === 'u' || interaction === 'd';
  if (writes && !abilities.writeClinical) throw new Problem('forbidden', 'Your role may not change records');
  if (principal.scopes !== undefined && !scopesAllow(principal.scopes, interaction, type)) {
    throw new Problem('forbidden', `The access token's scope does not cover this on ${type}`);
  }
}
