const KEY = 'jenner.return';
/** Where signing in may lead back to: an app's question to the user, or the list of what a user has allowed. Nowhere else. */
const ALLOWED = /^\/([A-Z0-9]{3,12})\/oauth\/(?:authorize\?|apps$)/;

/** The address that the page was opened to come back to, also after NHS CIS2 has been visited. A fresh start forgets it. */
export function readReturn(): string | undefined {
  const query = new URLSearchParams(location.search);
  if (!query.has('sign-in')) keep(query.get('return') ?? '');
  const kept = sessionStorage.getItem(KEY) ?? '';
  return ALLOWED.test(kept) ? kept : undefined;
}

/** The practice that the address belongs to. */
export function practiceOfReturn(address: string | undefined): string | undefined {
  return ALLOWED.exec(address ?? '')?.[1];
}

export function forgetReturn(): void {
  sessionStorage.removeItem(KEY);
}

function keep(address: string): void {
  if (ALLOWED.test(address)) sessionStorage.setItem(KEY, address);
  else forgetReturn();
}
