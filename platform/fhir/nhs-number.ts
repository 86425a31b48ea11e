/**
 * NHS number: ten digits, the last a modulus 11 check digit.
 * Source: NHS Data Dictionary, NHS NUMBER; CUI ISB 1504.
 */

/** The system URI that UK Core gives to NHS numbers. */
export const NHS_NUMBER_SYSTEM = 'https://fhir.nhs.uk/Id/nhs-number';

/** True for ten digits whose check digit is right. Takes no spaces: normalise first. */
export function isValidNhsNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits)) return false;
  return checkDigit(digits.slice(0, 9)) === Number(digits[9]);
}

/** The check digit for nine digits, or undefined where the number cannot be issued (remainder 10). */
export function checkDigit(nine: string): number | undefined {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(nine[i]) * (10 - i);
  const check = 11 - (sum % 11);
  if (check === 10) return undefined;
  return check === 11 ? 0 : check;
}

/** Drops spaces and dashes; what is left may still be anything. */
export function normaliseNhsNumber(text: string): string {
  return text.replace(/[\s-]/g, '');
}

/** `999 123 4567` (3-3-4, ISB 1504). A text of another length comes back as it was. */
export function formatNhsNumber(digits: string): string {
  return digits.length === 10 ? `${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}` : digits;
}
