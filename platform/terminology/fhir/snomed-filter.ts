import type { Include } from '../published/published.ts';
import { isSctid } from '../sctid.ts';

/**
 * A value set's part of SNOMED CT as an expression constraint (ECL); undefined where a filter is not understood.
 * FHIR R4, "Using SNOMED CT with FHIR", 4.3.1.0.10 "SNOMED CT filters".
 */
export function eclOfFilters(filters: NonNullable<Include['filter']>): string | undefined {
  const parts = filters.map(eclOfFilter);
  if (parts.some((part) => part === undefined)) return undefined;
  return parts.length === 0 ? '*' : parts.map((part) => `(${part ?? ''})`).join(' AND ');
}

function eclOfFilter({ property, op, value }: { property: string; op: string; value: string }): string | undefined {
  if ((property === 'constraint' || property === 'expression') && op === '=') return value;
  if (property === 'concept') {
    switch (op) {
      case 'is-a': return `<< ${value}`;
      case 'descendent-of': return `< ${value}`;
      case 'generalizes': return `>> ${value}`;
      case 'is-not-a': return `* MINUS << ${value}`;
      case '=': return value;
      // Reference sets are named with and without the sign of ECL.
      case 'in': return `^ ${value.replace(/^\s*\^\s*/, '')}`;
      case 'not-in': return `* MINUS ^ ${value.replace(/^\s*\^\s*/, '')}`;
      default: return undefined;
    }
  }
  if (op !== '=') return undefined;
  if (property === 'parent') return `<! ${value}`;
  if (property === 'child') return `>! ${value}`;
  return isSctid(property, 'concept') ? `* : ${property} = ${value}` : undefined;
}

/** What a value set that SNOMED CT implies holds, as ECL; undefined for a URL that is none. FHIR R4, 4.3.1.0.9 "SNOMED CT implicit value sets". */
export function eclOfImplicit(url: string): string | undefined {
  const [base, query] = splitOnce(url, '?');
  if (!/^http:\/\/snomed\.info\/sct(?:\/\d+)?(?:\/version\/\d{8})?$/.test(base) || query === undefined) return undefined;
  const fhirVs = /^fhir_vs(?:=(.*))?$/s.exec(query);
  if (fhirVs === null) return undefined;
  const [kind, rest] = splitOnce(fhirVs[1] ?? '', '/');
  if (kind === '') return '*';
  if (kind === 'refset') return rest === undefined ? '<< 900000000000455006' : `^ ${rest}`;
  if (kind === 'isa' && rest !== undefined) return `<< ${rest}`;
  return kind === 'ecl' && rest !== undefined ? decoded(rest) : undefined;
}

/** The version that an implicit value set's URL names (`…/sct/{module}/version/{date}`), or undefined. */
export function versionOfImplicit(url: string): string | undefined {
  return /^(http:\/\/snomed\.info\/sct\/\d+\/version\/\d{8})\?/.exec(url)?.[1];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function splitOnce(text: string, at: string): [string, string | undefined] {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + at.length)];
}
