import { type FhirInterval, fhirInterval } from '../../fhir/dates.ts';

/** The value of a date parameter: how to compare, and the range that the (partial) date stands for. */
export interface DateValue {
  prefix: string;
  wanted: FhirInterval;
}

/** Reads `ge2020-03`; undefined where it is no FHIR date or has another prefix. */
export function dateValue(value: string): DateValue | undefined {
  const [, prefix = '', text = ''] = /^(eq|ne|lt|le|gt|ge|sa|eb)?(.*)$/s.exec(value) ?? [];
  const wanted = fhirInterval(text);
  return wanted === undefined ? undefined : { prefix, wanted };
}
