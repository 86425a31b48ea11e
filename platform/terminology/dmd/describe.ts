/** Turns the row of a product into what product.ts says of it. */
import type { Amp, Ampp, Coded, Named, Vmp, Vmpp, Vtm } from './product.ts';
import type { Row } from './store/row.ts';

const NOTHING: Named = { id: '', name: '' };

function described(row: Row) {
  return { id: row.id() ?? '', name: row.text('NM') ?? row.description(), description: row.description(), abbreviatedName: row.text('ABBREVNM'), invalid: row.flag('INVALID') };
}

const codes = (rows: readonly Row[], field: string): Coded[] => rows.flatMap((row) => row.coded(field) ?? []);
const names = (rows: readonly Row[], field: string): Named[] => rows.flatMap((row) => row.named(field) ?? []);

export function describeVtm(row: Row): Vtm {
  return { level: 'VTM', ...described(row), previousId: row.id('VTMIDPREV'), since: row.date('VTMIDDT') };
}

export function describeVmp(row: Row): Vmp {
  const control = row.one('CONTROL_INFO');
  const bnf = row.one('BNF_VMP');
  return {
    level: 'VMP', ...described(row), vtm: row.named('VTMID'), previousId: row.id('VPIDPREV'), since: row.date('VPIDDT'),
    basisOfName: row.coded('BASISCD'), previousName: row.text('NMPREV'), nameSince: row.date('NMDT'), nameChange: row.coded('NMCHANGECD'),
    prescribingStatus: row.coded('PRES_STATCD'), combination: row.coded('COMBPRODCD'),
    nonAvailability: row.coded('NON_AVAILCD'), nonAvailableSince: row.date('NON_AVAILDT'),
    sugarFree: row.flag('SUG_F'), glutenFree: row.flag('GLU_F'), preservativeFree: row.flag('PRES_F'), cfcFree: row.flag('CFC_F'),
    forms: codes(row.all('DFORM'), 'FORMCD'), routes: codes(row.all('DROUTE'), 'ROUTECD'), formRoutes: codes(row.all('ONT'), 'FORMCD'),
    ingredients: row.all('VPI').map((of) => ({
      substance: of.named('ISID') ?? NOTHING, basis: of.coded('BASIS_STRNTCD'), baseSubstance: of.named('BS_SUBID'),
      strength: of.quantity('STRNT_NMRTR_VAL', 'STRNT_NMRTR_UOMCD'), per: of.quantity('STRNT_DNMTR_VAL', 'STRNT_DNMTR_UOMCD'),
    })),
    doseForm: row.coded('DF_INDCD'), unitDose: row.quantity('UDFS', 'UDFS_UOMCD'), unitDoseUnit: row.coded('UNIT_DOSE_UOMCD'),
    controlledDrug: control?.coded('CATCD'), controlledDrugSince: control?.date('CATDT'),
    bnf: bnf?.text('BNF'), atc: bnf?.text('ATC'), definedDailyDose: bnf?.quantity('DDD', 'DDD_UOMCD'),
  };
}

export function describeVmpp(row: Row): Vmpp {
  const tariff = row.one('DTINFO');
  return {
    level: 'VMPP', ...described(row), vmp: row.named('VPID'), quantity: row.quantity('QTYVAL', 'QTY_UOMCD'),
    combination: row.coded('COMBPACKCD'), contents: names(row.all('VMPP_CONTENT'), 'CHLDVPPID'),
    drugTariff: tariff && { category: tariff.coded('PAY_CATCD'), price: tariff.number('PRICE'), since: tariff.date('DT'), previousPrice: tariff.number('PREVPRICE') },
  };
}

export function describeAmp(row: Row): Amp {
  const information = row.one('AP_INFO');
  return {
    level: 'AMP', ...described(row), vmp: row.named('VPID'), supplier: row.coded('SUPPCD'), previousName: row.text('NM_PREV'), nameSince: row.date('NMDT'),
    licensing: row.coded('LIC_AUTHCD'), previousLicensing: row.coded('LIC_AUTH_PREVCD'), licensingChange: row.coded('LIC_AUTHCHANGECD'), licensingChanged: row.date('LIC_AUTHCHANGEDT'),
    availability: row.coded('AVAIL_RESTRICTCD'), combination: row.coded('COMBPRODCD'), flavour: row.coded('FLAVOURCD'),
    additionalMonitoring: row.flag('EMA'), parallelImport: row.flag('PARALLEL_IMPORT'),
    ingredients: row.all('AP_ING').map((of) => ({ substance: of.named('ISID') ?? NOTHING, strength: of.quantity('STRNTH', 'UOMCD') })),
    licensedRoutes: codes(row.all('LIC_ROUTE'), 'ROUTECD'),
    size: information?.text('SZ_WEIGHT'), colour: information?.coded('COLOURCD'), orderNumber: information?.text('PROD_ORDER_NO'),
    bnf: row.one('BNF_AMP')?.text('BNF'),
  };
}

export function describeAmpp(row: Row): Ampp {
  const rules = row.one('PRESCRIB_INFO');
  const price = row.one('PRICE_INFO');
  const reimbursed = row.one('REIMB_INFO');
  const pack = row.one('PACK_INFO');
  return {
    level: 'AMPP', ...described(row), amp: row.named('APID'), vmpp: row.named('VPPID'), subpack: row.text('SUBP'), legalCategory: row.coded('LEGAL_CATCD'),
    discontinued: row.coded('DISCCD'), discontinuedSince: row.date('DISCDT'), combination: row.coded('COMBPACKCD'), contents: names(row.all('AMPP_CONTENT'), 'CHLDAPPID'),
    prescribing: rules && {
      schedule1: rules.flag('SCHED_1'), schedule2: rules.flag('SCHED_2'), acbs: rules.flag('ACBS'), personallyAdministered: rules.flag('PADM'), fp10Mda: rules.flag('FP10_MDA'),
      hospitalOnly: rules.flag('HOSP'), nurseFormulary: rules.flag('NURSE_F'), nurseExtendedFormulary: rules.flag('ENURSE_F'), dentalFormulary: rules.flag('DENT_F'),
    },
    price: price && { pence: price.number('PRICE'), since: price.date('PRICEDT'), previousPence: price.number('PRICE_PREV'), basis: price.coded('PRICE_BASISCD') },
    prescriptionCharges: reimbursed?.number('PX_CHRGS'), dispensingFees: reimbursed?.number('DISP_FEES'), brokenBulk: reimbursed?.flag('BB') ?? false, calendarPack: reimbursed?.flag('CAL_PACK') ?? false,
    specialContainer: reimbursed?.coded('SPEC_CONTCD'), discountNotDeducted: reimbursed?.coded('DND'), reimbursement: pack?.coded('REIMB_STATCD'), orderNumber: pack?.text('PACK_ORDER_NO'),
    gtins: row.all('GTIN').map((of) => ({ gtin: of.text('GTIN') ?? '', from: of.date('STARTDT'), to: of.date('ENDDT') })),
  };
}
