import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Seven real exports of synthetic people; see the licence note beside them. */
export const EXAMPLES = [
  '9465698490_Daniels_full_20210119.json',
  '9465698679_Gainsford_full_20210119.json',
  '9465699918_Magre_full_20210119.json',
  '9465700193_Birdi_full_20210119.json',
  '9465701262_Meyers_full_20210119.json',
  '9465701459_Nel_full_20210119.json',
  '9465701718_Guerra_full_20210119.json',
] as const;

export type Example = (typeof EXAMPLES)[number];

const FOLDER = join(import.meta.dirname, '../../../dev-env/examples/gp-connect');

/** A fresh copy of one export, as parsed JSON. */
export function example(name: Example): unknown {
  const parsed: unknown = JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
  return parsed;
}
