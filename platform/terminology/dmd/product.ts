/**
 * What dm+d says of a product, at its five levels. The comments give dm+d's own element names. Names and descriptions
 * are verbatim: they are what is shown and what EPS sends. What a release does not say is undefined; a flag says true
 * or false.
 */
export type Level = 'VTM' | 'VMP' | 'VMPP' | 'AMP' | 'AMPP';

/** A code of a list of f_lookup2 (as written there: `0001`), with its description. */
export interface Coded {
  readonly code: string;
  readonly description: string;
}

/** Another concept of dm+d. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What is known by name alone, as ingredients are: NM, INVALID. */
export interface Substance extends Named {
  readonly invalid: boolean;
}

export interface Quantity {
  readonly value: number;
  readonly unit: Coded | undefined;
}

export interface Ingredient {
  /** ISID */
  readonly substance: Named;
  /** BASIS_STRNTCD: based on the ingredient substance or on its base. */
  readonly basis: Coded | undefined;
  /** BS_SUBID: the base the strength is of. */
  readonly baseSubstance: Named | undefined;
  /** STRNT_NMRTR_VAL, STRNT_NMRTR_UOMCD */
  readonly strength: Quantity | undefined;
  /** STRNT_DNMTR_VAL, STRNT_DNMTR_UOMCD: per how much. */
  readonly per: Quantity | undefined;
}

interface Described {
  readonly id: string;
  /** NM */
  readonly name: string;
  /** What is shown and sent: DESC of an AMP, NM of the others. */
  readonly description: string;
  /** ABBREVNM */
  readonly abbreviatedName: string | undefined;
  /** INVALID: no longer a valid entry. */
  readonly invalid: boolean;
}

export interface Vtm extends Described {
  readonly level: 'VTM';
  /** VTMIDPREV, VTMIDDT */
  readonly previousId: string | undefined;
  readonly since: string | undefined;
}

export interface Vmp extends Described {
  readonly level: 'VMP';
  readonly vtm: Named | undefined;
  /** VPIDPREV, VPIDDT */
  readonly previousId: string | undefined;
  readonly since: string | undefined;
  /** BASISCD: BAN, rINN … */
  readonly basisOfName: Coded | undefined;
  /** NMPREV, NMDT, NMCHANGECD */
  readonly previousName: string | undefined;
  readonly nameSince: string | undefined;
  readonly nameChange: Coded | undefined;
  /** PRES_STATCD: whether it may be prescribed by this name. */
  readonly prescribingStatus: Coded | undefined;
  /** COMBPRODCD */
  readonly combination: Coded | undefined;
  /** NON_AVAILCD, NON_AVAILDT: whether there are actual products. */
  readonly nonAvailability: Coded | undefined;
  readonly nonAvailableSince: string | undefined;
  /** SUG_F, GLU_F, PRES_F, CFC_F */
  readonly sugarFree: boolean;
  readonly glutenFree: boolean;
  readonly preservativeFree: boolean;
  readonly cfcFree: boolean;
  /** DFORM, DROUTE, ONT */
  readonly forms: readonly Coded[];
  readonly routes: readonly Coded[];
  readonly formRoutes: readonly Coded[];
  readonly ingredients: readonly Ingredient[];
  /** DF_INDCD: discrete, continuous, not applicable. */
  readonly doseForm: Coded | undefined;
  /** UDFS, UDFS_UOMCD: the size of a unit dose; UNIT_DOSE_UOMCD: what it is. */
  readonly unitDose: Quantity | undefined;
  readonly unitDoseUnit: Coded | undefined;
  /** CATCD, CATDT: the schedule of the Misuse of Drugs Regulations. */
  readonly controlledDrug: Coded | undefined;
  readonly controlledDrugSince: string | undefined;
  /** Of the bonus files. */
  readonly bnf: string | undefined;
  readonly atc: string | undefined;
  readonly definedDailyDose: Quantity | undefined;
}

export interface Vmpp extends Described {
  readonly level: 'VMPP';
  readonly vmp: Named | undefined;
  /** QTYVAL, QTY_UOMCD */
  readonly quantity: Quantity | undefined;
  /** COMBPACKCD, and the packs it holds (CCONTENT). */
  readonly combination: Coded | undefined;
  readonly contents: readonly Named[];
  /** DTINFO: PAY_CATCD, PRICE, DT, PREVPRICE, in pence. */
  readonly drugTariff: { readonly category: Coded | undefined; readonly price: number | undefined; readonly since: string | undefined; readonly previousPrice: number | undefined } | undefined;
}

export interface Amp extends Described {
  readonly level: 'AMP';
  readonly vmp: Named | undefined;
  /** SUPPCD */
  readonly supplier: Coded | undefined;
  /** NM_PREV, NMDT */
  readonly previousName: string | undefined;
  readonly nameSince: string | undefined;
  /** LIC_AUTHCD, and what it was (LIC_AUTH_PREVCD, LIC_AUTHCHANGECD, LIC_AUTHCHANGEDT) */
  readonly licensing: Coded | undefined;
  readonly previousLicensing: Coded | undefined;
  readonly licensingChange: Coded | undefined;
  readonly licensingChanged: string | undefined;
  /** AVAIL_RESTRICTCD */
  readonly availability: Coded | undefined;
  readonly combination: Coded | undefined;
  readonly flavour: Coded | undefined;
  /** EMA: under additional monitoring. */
  readonly additionalMonitoring: boolean;
  readonly parallelImport: boolean;
  /** AP_ING: excipients and the like. */
  readonly ingredients: readonly { readonly substance: Named; readonly strength: Quantity | undefined }[];
  readonly licensedRoutes: readonly Coded[];
  /** AP_INFO */
  readonly size: string | undefined;
  readonly colour: Coded | undefined;
  readonly orderNumber: string | undefined;
  readonly bnf: string | undefined;
}

/** PRESCRIB_INFO: true where the rule holds. */
export interface PrescribingRules {
  readonly schedule1: boolean;
  readonly schedule2: boolean;
  readonly acbs: boolean;
  readonly personallyAdministered: boolean;
  readonly fp10Mda: boolean;
  readonly hospitalOnly: boolean;
  readonly nurseFormulary: boolean;
  readonly nurseExtendedFormulary: boolean;
  readonly dentalFormulary: boolean;
}

export interface Ampp extends Described {
  readonly level: 'AMPP';
  readonly amp: Named | undefined;
  readonly vmpp: Named | undefined;
  /** SUBP: how the pack is made up. */
  readonly subpack: string | undefined;
  /** LEGAL_CATCD: GSL, P, POM */
  readonly legalCategory: Coded | undefined;
  readonly discontinued: Coded | undefined;
  readonly discontinuedSince: string | undefined;
  readonly combination: Coded | undefined;
  readonly contents: readonly Named[];
  readonly prescribing: PrescribingRules | undefined;
  /** PRICE_INFO, in pence. */
  readonly price: { readonly pence: number | undefined; readonly since: string | undefined; readonly previousPence: number | undefined; readonly basis: Coded | undefined } | undefined;
  /** REIMB_INFO, PACK_INFO */
  readonly prescriptionCharges: number | undefined;
  readonly dispensingFees: number | undefined;
  readonly brokenBulk: boolean;
  readonly calendarPack: boolean;
  readonly specialContainer: Coded | undefined;
  readonly discountNotDeducted: Coded | undefined;
  readonly reimbursement: Coded | undefined;
  readonly orderNumber: string | undefined;
  /** GTINs, those without an end are on the pack today. */
  readonly gtins: readonly { readonly gtin: string; readonly from: string | undefined; readonly to: string | undefined }[];
}

export type Product = Vtm | Vmp | Vmpp | Amp | Ampp;
