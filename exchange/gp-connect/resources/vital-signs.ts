import type { CodeableConcept, Coding, Observation, Quantity } from '@medplum/fhirtypes';

/**
 * Vital signs as R4's profiles want them (https://hl7.org/fhir/R4/observation-vitalsigns.html): the profile's LOINC code
 * beside the SNOMED CT code, UCUM on the value, the category vital-signs.
 * SNOMED CT codes are those of UK Core's value sets for the profiles, less averages, targets and invasive readings.
 * An Observation is left as it is unless it is final, has a time, and its value is in one of the profile's units:
 * a code that claims a profile which the content breaks would be worse than none.
 */
export function withVitalSign<T extends Observation>(read: T): T {
  const timed = read.effectiveDateTime !== undefined || read.effectivePeriod !== undefined;
  if (!timed || (read.status !== 'final' && read.status !== 'amended' && read.status !== 'corrected')) return read;
  return isVital(read.code, PANEL) ? bloodPressure(read) : single(read);
}

interface VitalSign {
  loinc: string;
  display: string;
  /** UCUM code by the way GP systems write it. */
  units: Readonly<Record<string, string>>;
  snomed: readonly string[];
}

const MMHG = { 'mm[Hg]': 'mm[Hg]', mmHg: 'mm[Hg]', mmhg: 'mm[Hg]', 'mm Hg': 'mm[Hg]' };
const PER_MINUTE = { '/min': '/min', bpm: '/min', 'beats/min': '/min', 'beats/minute': '/min', 'breaths/min': '/min', 'per minute': '/min' };
const LENGTH = { cm: 'cm', '[in_i]': '[in_i]' };

const PANEL: VitalSign = {
  loinc: '85354-9', display: 'Blood pressure panel with all children optional', units: {},
  snomed: ['75367002', '163020007', '163034007', '163035008', '163033001', '364090009', '386534000', '386536003', '723237002',
    '335661000000109'],
};
const SYSTOLIC: VitalSign = {
  loinc: '8480-6', display: 'Systolic blood pressure', units: MMHG,
  snomed: ['271649006', '72313002', '163030003', '400974009', '407554009', '407556006', '1162737008'],
};
const DIASTOLIC: VitalSign = {
  loinc: '8462-4', display: 'Diastolic blood pressure', units: MMHG,
  snomed: ['271650006', '1091811000000102', '163031004', '400975005', '407555005', '407557002', '1162735000'],
};
const SINGLE: readonly VitalSign[] = [
  SYSTOLIC,
  DIASTOLIC,
  { loinc: '8867-4', display: 'Heart rate', units: PER_MINUTE, snomed: ['364075005', '78564009', '444981005', '843941000000100'] },
  { loinc: '9279-1', display: 'Respiratory rate', units: PER_MINUTE, snomed: ['86290005', '271625008'] },
  {
    loinc: '2708-6', display: 'Oxygen saturation in Arterial blood', units: { '%': '%' },
    snomed: ['103228002', '431314004', '442476006', '866661000000106', '866701000000100'],
  },
  {
    loinc: '8310-5', display: 'Body temperature', snomed: ['386725007', '276885007', '415945006', '415974002', '415882003', '415922000'],
    units: { Cel: 'Cel', C: 'Cel', '\u00b0C': 'Cel', 'degrees C': 'Cel', degC: 'Cel', 'degree Celsius': 'Cel' },
  },
  { loinc: '8302-2', display: 'Body height', units: LENGTH, snomed: ['50373000', '1153637007', '248333004'] },
  { loinc: '9843-4', display: 'Head Occipital-frontal circumference', units: LENGTH, snomed: ['363812007', '363811000'] },
  {
    loinc: '29463-7', display: 'Body weight', snomed: ['27113001', '363808001', '735395000'],
    units: { kg: 'kg', Kg: 'kg', KG: 'kg', kgs: 'kg', kilogram: 'kg', g: 'g' },
  },
  {
    loinc: '39156-5', display: 'Body mass index (BMI) [Ratio]', snomed: ['60621009'],
    units: { 'kg/m2': 'kg/m2', 'Kg/m2': 'kg/m2', 'kg/m\u00b2': 'kg/m2', 'kg/m^2': 'kg/m2' },
  },
];

function single<T extends Observation>(read: T): T {
  const sign = SINGLE.find((each) => isVital(read.code, each));
  const value = sign && read.valueQuantity && inUcum(read.valueQuantity, sign);
  if (!sign || !value) return read;
  return { ...read, code: withLoinc(read.code, sign), valueQuantity: value, category: withCategory(read.category) };
}

/** The blood pressure profile wants both a systolic and a diastolic component. */
function bloodPressure<T extends Observation>(read: T): T {
  const found = new Set<VitalSign>();
  const component = (read.component ?? []).map((part) => {
    const sign = [SYSTOLIC, DIASTOLIC].find((each) => isVital(part.code, each));
    const value = sign && part.valueQuantity && inUcum(part.valueQuantity, sign);
    if (!sign || !value) return part;
    found.add(sign);
    return { ...part, code: withLoinc(part.code, sign), valueQuantity: value };
  });
  if (found.size < 2) return read;
  return { ...read, code: withLoinc(read.code, PANEL), component, category: withCategory(read.category) };
}

const SNOMED = 'http://snomed.info/sct';
const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';
const CATEGORY: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs', display: 'Vital Signs',
};

function isVital(code: CodeableConcept, sign: VitalSign): boolean {
  return code.coding?.some(({ system, code: value }) => system === SNOMED && value !== undefined && sign.snomed.includes(value)) ?? false;
}

function withLoinc(code: CodeableConcept, { loinc, display }: VitalSign): CodeableConcept {
  if (code.coding?.some((each) => each.system === LOINC && each.code === loinc)) return code;
  return { ...code, coding: [...(code.coding ?? []), { system: LOINC, code: loinc, display }] };
}

/** The quantity with its UCUM code, or undefined where its unit is not one of the sign's. A code it brings stands. */
function inUcum(value: Quantity, { units }: VitalSign): Quantity | undefined {
  if (value.value === undefined) return undefined;
  if (value.system !== undefined && value.system !== UCUM) return undefined;
  const written = value.code ?? value.unit;
  const ucum = written !== undefined && Object.hasOwn(units, written) ? units[written] : undefined;
  if (ucum === undefined || (value.code !== undefined && value.code !== ucum)) return undefined;
  return { ...value, system: UCUM, code: ucum };
}

function withCategory(category: CodeableConcept[] | undefined): CodeableConcept[] {
  if (category?.some((each) => each.coding?.some((one) => one.system === CATEGORY.system && one.code === CATEGORY.code))) return category;
  return [...(category ?? []), { coding: [CATEGORY] }];
}
