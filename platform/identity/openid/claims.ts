/** Reads claims that another service wrote: nothing about their types is taken on trust. */
export function claim(claims: unknown, name: string): unknown {
  return typeof claims === 'object' && claims !== null && name in claims ? Reflect.get(claims, name) : undefined;
}

export function textClaim(claims: unknown, name: string): string {
  const value = claim(claims, name);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
