/**
 * The files of a dm+d release as NHSBSA publishes them, element by element: what the readers accept, what the columns
 * hold, and what refers to what. From the XML schemas of the release (vtm_v2_3.xsd … gtin_v2_0.xsd) and the Technical
 * Specification of data files, release 2, version 3.1.
 */
export type Kind =
  | 'id' // a SNOMED CT identifier
  | 'text'
  | 'date' // CCYY-MM-DD
  | 'flag' // 1 or 0, padded or not
  | 'number';

export interface Field {
  readonly kind: Kind | 'row' | 'code';
  /** Only a subset may leave it out (`readDmd`, `partial`). */
  readonly required: boolean;
  /** The table whose row it names ('row'), or the section of the lookup file ('code'). */
  readonly to: string;
}

export interface TableLayout {
  readonly name: string;
  /** The element the rows stand in; '' where they stand right under the root. */
  readonly within: string;
  readonly row: string;
  /** Where given, each of these elements inside the row makes a row, with the fields outside it repeated. */
  readonly group?: string;
  /** The field that identifies a row. */
  readonly id?: string;
  /** The field that names the row this one belongs to. */
  readonly parent?: string;
  /** At most one for each parent. */
  readonly once?: boolean;
  readonly fields: Readonly<Record<string, Field>>;
}

export interface FileLayout {
  /** As in its name: f_<file><version><ddmmyy>.xml */
  readonly file: string;
  readonly version: string;
  readonly root: string;
  /** The bonus files come apart from the weekly release. */
  readonly optional?: boolean;
  readonly tables: readonly TableLayout[];
}

const field = (kind: Field['kind'], to = ''): Field => ({ kind, required: false, to });
const must = (of: Field): Field => ({ ...of, required: true });
const id = field('id');
const text = field('text');
const date = field('date');
const flag = field('flag');
const number = field('number');
const row = (table: string): Field => field('row', table);
const code = (section: string): Field => field('code', section);

/** The lists of f_lookup2, in its order. */
export const LOOKUPS = [
  'COMBINATION_PACK_IND', 'COMBINATION_PROD_IND', 'BASIS_OF_NAME', 'NAMECHANGE_REASON', 'VIRTUAL_PRODUCT_PRES_STATUS',
  'CONTROL_DRUG_CATEGORY', 'LICENSING_AUTHORITY', 'UNIT_OF_MEASURE', 'FORM', 'ONT_FORM_ROUTE', 'ROUTE',
  'DT_PAYMENT_CATEGORY', 'SUPPLIER', 'FLAVOUR', 'COLOUR', 'BASIS_OF_STRNTH', 'REIMBURSEMENT_STATUS', 'SPEC_CONT', 'DND',
  'VIRTUAL_PRODUCT_NON_AVAIL', 'DISCONTINUED_IND', 'DF_INDICATOR', 'PRICE_BASIS', 'LEGAL_CATEGORY',
  'AVAILABILITY_RESTRICTION', 'LICENSING_AUTHORITY_CHANGE_REASON',
];

const lookup: FileLayout = {
  file: 'lookup', version: '2_3', root: 'LOOKUP',
  tables: LOOKUPS.map((name) => ({
    name, within: name, row: 'INFO', id: 'CD',
    fields: { CD: must(text), CDDT: date, CDPREV: text, INVALID: flag, DESC: must(text) },
  })),
};

const ingredient: FileLayout = {
  file: 'ingredient', version: '2_3', root: 'INGREDIENT_SUBSTANCES',
  tables: [{ name: 'ING', within: '', row: 'ING', id: 'ISID', fields: { ISID: must(id), ISIDDT: date, ISIDPREV: id, INVALID: flag, NM: must(text) } }],
};

const vtm: FileLayout = {
  file: 'vtm', version: '2_3', root: 'VIRTUAL_THERAPEUTIC_MOIETIES',
  tables: [{ name: 'VTM', within: '', row: 'VTM', id: 'VTMID', fields: { VTMID: must(id), INVALID: flag, NM: must(text), ABBREVNM: text, VTMIDPREV: id, VTMIDDT: date } }],
};

const ofVmp = { parent: 'VPID', VPID: must(row('VMP')) };
const vmp: FileLayout = {
  file: 'vmp', version: '2_3', root: 'VIRTUAL_MED_PRODUCTS',
  tables: [
    {
      name: 'VMP', within: 'VMPS', row: 'VMP', id: 'VPID',
      fields: {
        VPID: must(id), VPIDDT: date, VPIDPREV: id, VTMID: row('VTM'), INVALID: flag, NM: must(text), ABBREVNM: text,
        BASISCD: must(code('BASIS_OF_NAME')), NMDT: date, NMPREV: text, BASIS_PREVCD: code('BASIS_OF_NAME'),
        NMCHANGECD: code('NAMECHANGE_REASON'), COMBPRODCD: code('COMBINATION_PROD_IND'),
        PRES_STATCD: must(code('VIRTUAL_PRODUCT_PRES_STATUS')), SUG_F: flag, GLU_F: flag, PRES_F: flag, CFC_F: flag,
        NON_AVAILCD: code('VIRTUAL_PRODUCT_NON_AVAIL'), NON_AVAILDT: date, DF_INDCD: code('DF_INDICATOR'), UDFS: number,
        UDFS_UOMCD: code('UNIT_OF_MEASURE'), UNIT_DOSE_UOMCD: code('UNIT_OF_MEASURE'),
      },
    },
    {
      name: 'VPI', within: 'VIRTUAL_PRODUCT_INGREDIENT', row: 'VPI', parent: ofVmp.parent,
      fields: {
        VPID: ofVmp.VPID, ISID: must(row('ING')), BASIS_STRNTCD: code('BASIS_OF_STRNTH'), BS_SUBID: row('ING'),
        STRNT_NMRTR_VAL: number, STRNT_NMRTR_UOMCD: code('UNIT_OF_MEASURE'), STRNT_DNMTR_VAL: number, STRNT_DNMTR_UOMCD: code('UNIT_OF_MEASURE'),
      },
    },
    { name: 'ONT', within: 'ONT_DRUG_FORM', row: 'ONT', parent: ofVmp.parent, fields: { VPID: ofVmp.VPID, FORMCD: must(code('ONT_FORM_ROUTE')) } },
    { name: 'DFORM', within: 'DRUG_FORM', row: 'DFORM', parent: ofVmp.parent, fields: { VPID: ofVmp.VPID, FORMCD: must(code('FORM')) } },
    { name: 'DROUTE', within: 'DRUG_ROUTE', row: 'DROUTE', parent: ofVmp.parent, fields: { VPID: ofVmp.VPID, ROUTECD: must(code('ROUTE')) } },
    {
      name: 'CONTROL_INFO', within: 'CONTROL_DRUG_INFO', row: 'CONTROL_INFO', parent: ofVmp.parent, once: true,
      fields: { VPID: ofVmp.VPID, CATCD: must(code('CONTROL_DRUG_CATEGORY')), CATDT: date, CAT_PREVCD: code('CONTROL_DRUG_CATEGORY') },
    },
  ],
};

const vmpp: FileLayout = {
  file: 'vmpp', version: '2_3', root: 'VIRTUAL_MED_PRODUCT_PACK',
  tables: [
    {
      name: 'VMPP', within: 'VMPPS', row: 'VMPP', id: 'VPPID',
      fields: {
        VPPID: must(id), INVALID: flag, NM: must(text), ABBREVNM: text, VPID: must(row('VMP')), QTYVAL: must(number),
        QTY_UOMCD: must(code('UNIT_OF_MEASURE')), COMBPACKCD: code('COMBINATION_PACK_IND'),
      },
    },
    {
      name: 'DTINFO', within: 'DRUG_TARIFF_INFO', row: 'DTINFO', parent: 'VPPID', once: true,
      fields: { VPPID: must(row('VMPP')), PAY_CATCD: must(code('DT_PAYMENT_CATEGORY')), PRICE: number, DT: date, PREVPRICE: number },
    },
    { name: 'VMPP_CONTENT', within: 'COMB_CONTENT', row: 'CCONTENT', parent: 'PRNTVPPID', fields: { PRNTVPPID: must(row('VMPP')), CHLDVPPID: must(row('VMPP')) } },
  ],
};

const amp: FileLayout = {
  file: 'amp', version: '2_3', root: 'ACTUAL_MEDICINAL_PRODUCTS',
  tables: [
    {
      name: 'AMP', within: 'AMPS', row: 'AMP', id: 'APID',
      fields: {
        APID: must(id), INVALID: flag, VPID: must(row('VMP')), NM: must(text), ABBREVNM: text, DESC: must(text), NMDT: date,
        NM_PREV: text, SUPPCD: must(code('SUPPLIER')), LIC_AUTHCD: must(code('LICENSING_AUTHORITY')),
        LIC_AUTH_PREVCD: code('LICENSING_AUTHORITY'), LIC_AUTHCHANGECD: code('LICENSING_AUTHORITY_CHANGE_REASON'),
        LIC_AUTHCHANGEDT: date, COMBPRODCD: code('COMBINATION_PROD_IND'), FLAVOURCD: code('FLAVOUR'), EMA: flag,
        PARALLEL_IMPORT: flag, AVAIL_RESTRICTCD: must(code('AVAILABILITY_RESTRICTION')),
      },
    },
    {
      name: 'AP_ING', within: 'AP_INGREDIENT', row: 'AP_ING', parent: 'APID',
      fields: { APID: must(row('AMP')), ISID: must(row('ING')), STRNTH: number, UOMCD: code('UNIT_OF_MEASURE') },
    },
    { name: 'LIC_ROUTE', within: 'LICENSED_ROUTE', row: 'LIC_ROUTE', parent: 'APID', fields: { APID: must(row('AMP')), ROUTECD: must(code('ROUTE')) } },
    {
      name: 'AP_INFO', within: 'AP_INFORMATION', row: 'AP_INFO', parent: 'APID', once: true,
      fields: { APID: must(row('AMP')), SZ_WEIGHT: text, COLOURCD: code('COLOUR'), PROD_ORDER_NO: text },
    },
  ],
};

const ofAmpp = { parent: 'APPID', once: true };
const APPID = must(row('AMPP'));
const ampp: FileLayout = {
  file: 'ampp', version: '2_3', root: 'ACTUAL_MEDICINAL_PROD_PACKS',
  tables: [
    {
      name: 'AMPP', within: 'AMPPS', row: 'AMPP', id: 'APPID',
      fields: {
        APPID: must(id), INVALID: flag, NM: must(text), ABBREVNM: text, VPPID: must(row('VMPP')), APID: must(row('AMP')),
        COMBPACKCD: code('COMBINATION_PACK_IND'), LEGAL_CATCD: must(code('LEGAL_CATEGORY')), SUBP: text,
        DISCCD: code('DISCONTINUED_IND'), DISCDT: date,
      },
    },
    {
      name: 'PACK_INFO', within: 'APPLIANCE_PACK_INFO', row: 'PACK_INFO', ...ofAmpp,
      fields: { APPID, REIMB_STATCD: must(code('REIMBURSEMENT_STATUS')), REIMB_STATDT: date, REIMB_STATPREVCD: code('REIMBURSEMENT_STATUS'), PACK_ORDER_NO: text },
    },
    {
      name: 'PRESCRIB_INFO', within: 'DRUG_PRODUCT_PRESCRIB_INFO', row: 'PRESCRIB_INFO', ...ofAmpp,
      fields: { APPID, SCHED_2: flag, ACBS: flag, PADM: flag, FP10_MDA: flag, SCHED_1: flag, HOSP: flag, NURSE_F: flag, ENURSE_F: flag, DENT_F: flag },
    },
    {
      name: 'PRICE_INFO', within: 'MEDICINAL_PRODUCT_PRICE', row: 'PRICE_INFO', ...ofAmpp,
      fields: { APPID, PRICE: number, PRICEDT: date, PRICE_PREV: number, PRICE_BASISCD: must(code('PRICE_BASIS')) },
    },
    {
      name: 'REIMB_INFO', within: 'REIMBURSEMENT_INFO', row: 'REIMB_INFO', ...ofAmpp,
      fields: { APPID, PX_CHRGS: number, DISP_FEES: number, BB: flag, LTD_STAB: flag, CAL_PACK: flag, SPEC_CONTCD: code('SPEC_CONT'), DND: code('DND'), FP34D: flag },
    },
    { name: 'AMPP_CONTENT', within: 'COMB_CONTENT', row: 'CCONTENT', parent: 'PRNTAPPID', fields: { PRNTAPPID: must(row('AMPP')), CHLDAPPID: must(row('AMPP')) } },
  ],
};

const gtin: FileLayout = {
  file: 'gtin', version: '2_0', root: 'GTIN_DETAILS',
  tables: [
    {
      name: 'GTIN', within: 'AMPPS', row: 'AMPP', group: 'GTINDATA', parent: 'AMPPID',
      fields: { AMPPID: must(row('AMPP')), GTIN: must(text), STARTDT: must(date), ENDDT: date },
    },
  ],
};

const bnf: FileLayout = {
  file: 'bnf', version: '1_0', root: 'BNF_DETAILS', optional: true,
  tables: [
    { name: 'BNF_VMP', within: 'VMPS', row: 'VMP', parent: 'VPID', fields: { VPID: must(row('VMP')), BNF: text, ATC: text, DDD: number, DDD_UOMCD: code('UNIT_OF_MEASURE') } },
    { name: 'BNF_AMP', within: 'AMPS', row: 'AMP', parent: 'APID', fields: { APID: must(row('AMP')), BNF: text } },
  ],
};

const HISTORY = { VTMS: 'VTM', VMPS: 'VMP', INGS: 'ING', SUPPS: 'SUPP', FORMS: 'FORM', ROUTES: 'ROUTE', UOMS: 'UOM' };
const history: FileLayout = {
  file: 'history', version: '1_0', root: 'HISTORY', optional: true,
  tables: Object.entries(HISTORY).map(([within, row]) => ({
    name: `HISTORY_${row}`, within, row, fields: { IDCURRENT: must(id), IDPREVIOUS: must(id), STARTDT: date, ENDDT: date },
  })),
};

const vtmIngredient: FileLayout = {
  file: 'vtm_ing', version: '1_0', root: 'VTM_INGREDIENTS', optional: true,
  tables: [{ name: 'VTM_ING', within: '', row: 'VTM_ING', parent: 'VTMID', fields: { VTMID: must(row('VTM')), ISID: must(row('ING')) } }],
};

/** Every file, in the order they are read: what is referred to stands before what refers to it. */
export const FILES: readonly FileLayout[] = [lookup, ingredient, vtm, vmp, vmpp, amp, ampp, gtin, bnf, history, vtmIngredient];

export const TABLES: readonly TableLayout[] = FILES.flatMap(({ tables }) => tables);
