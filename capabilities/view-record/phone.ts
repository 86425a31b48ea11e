/** A UK number in its usual groups, the way people say it; any other text as it came. */
export function formatPhone(recorded: string): string {
  const digits = recorded.replace(/[\s()-]/g, '').replace(/^\+44/, '0');
  if (!/^0\d{10}$/.test(digits)) return recorded;
  const [first, second] = groups(digits);
  return `${digits.slice(0, first)} ${digits.slice(first, second)} ${digits.slice(second)}`.replace(/\s+/g, ' ');
}

/** Where the groups end: London and other 02 areas, big cities and 03/08 numbers, then all others. */
function groups(digits: string): [number, number] {
  if (digits.startsWith('02')) return [3, 7];
  if (/^0(?:11\d|1\d1|3|8)/.test(digits)) return [4, 7];
  return [5, 5];
}
