/**
 * Whether a product may be prescribed in NHS primary care by what dm+d says of it, and what to mind. In dm+d's own
 * words where it has them.
 */
import type { Dmd } from './dmd.ts';
import type { Level } from './product.ts';
import type { Row } from './store/row.ts';

export interface Standing {
  /** Why it may not; empty where it may. */
  readonly refusals: readonly string[];
  /** What the prescriber has to know: brands not bioequivalent, hospital only, special … */
  readonly cautions: readonly string[];
}

const INVALID = 'No longer a valid entry of dm+d';
const DISCONTINUED = 'Discontinued';
const BLACKLISTED = 'Not to be prescribed on the NHS (Drug Tariff Part XVIIIA)';

const number = (row: Row, field: string): number => Number(row.coded(field)?.code ?? Number.NaN);
const words = (row: Row, field: string): string => row.coded(field)?.description ?? '';
const flagged = (row: Row): string[] => (row.flag('INVALID') ? [INVALID] : []);

/** 'Component only' of a combination: not prescribed by itself. */
const component = (row: Row, field: string): string[] => (number(row, field) === 2 ? [words(row, field)] : []);

function ofVmp(row: Row): Standing {
  const status = number(row, 'PRES_STATCD');
  const refusals = flagged(row);
  // 2 invalid in primary care, 3 and 4 only by brand.
  if (status >= 2 && status <= 4) refusals.push(words(row, 'PRES_STATCD'));
  if (number(row, 'NON_AVAILCD') === 1) refusals.push(words(row, 'NON_AVAILCD'));
  refusals.push(...component(row, 'COMBPRODCD'));
  return { refusals, cautions: status >= 5 ? [words(row, 'PRES_STATCD')] : [] };
}

function ofAmp(row: Row): Standing {
  const availability = number(row, 'AVAIL_RESTRICTCD');
  const refusals = flagged(row);
  if (availability === 9) refusals.push(words(row, 'AVAIL_RESTRICTCD'));
  const vmp = row.other('VPID');
  if (vmp !== undefined && number(vmp, 'PRES_STATCD') === 2) refusals.push(words(vmp, 'PRES_STATCD'));
  const packs = row.owned('AMPP', 'APID');
  if (packs.length > 0 && packs.every((pack) => pack.flag('INVALID') || number(pack, 'DISCCD') === 1)) refusals.push(DISCONTINUED);
  if (packs.length > 0 && packs.every((pack) => pack.one('PRESCRIB_INFO')?.flag('SCHED_1') === true)) refusals.push(BLACKLISTED);
  refusals.push(...component(row, 'COMBPRODCD'));
  return { refusals, cautions: availability >= 2 && availability <= 8 ? [words(row, 'AVAIL_RESTRICTCD')] : [] };
}

function ofPack(row: Row, own: readonly string[], product: Standing | undefined): Standing {
  const refusals = new Set([...flagged(row), ...own, ...component(row, 'COMBPACKCD'), ...(product?.refusals ?? [])]);
  return { refusals: [...refusals], cautions: product?.cautions ?? [] };
}

export function standingOf(dmd: Dmd, level: Level, at: number): Standing {
  const row = dmd.row(level, at);
  switch (level) {
    case 'VTM':
      return { refusals: flagged(row), cautions: [] };
    case 'VMP':
      return ofVmp(row);
    case 'AMP':
      return ofAmp(row);
    case 'VMPP': {
      const vmp = row.other('VPID');
      return ofPack(row, [], vmp && ofVmp(vmp));
    }
    case 'AMPP': {
      const amp = row.other('APID');
      const own = number(row, 'DISCCD') === 1 ? [DISCONTINUED] : [];
      if (row.one('PRESCRIB_INFO')?.flag('SCHED_1') === true) own.push(BLACKLISTED);
      return ofPack(row, own, amp && ofAmp(amp));
    }
  }
}
