/** FHIR interactions as SMART App Launch 2 writes them: create, read, update, delete, search. */
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's';

const SCOPE = /^(?:system|user)\/(\*|[A-Z][A-Za-z]+)\.(c?r?u?d?s?)$/;

/** True for a scope this server grants: `system/*.rs`, `user/Observation.cruds`. */
export function isScope(scope: string): boolean {
  const letters = SCOPE.exec(scope)?.[2];
  return letters !== undefined && letters !== '';
}

/** Whether any of the scopes allows the interaction on the type; `*` stands for all types at once. */
export function scopesAllow(scopes: readonly string[], interaction: Interaction, type: string): boolean {
  return scopes.some((scope) => {
    const [, scopeType, letters = ''] = SCOPE.exec(scope) ?? [];
    return (scopeType === '*' || scopeType === type) && letters.includes(interaction);
  });
}
