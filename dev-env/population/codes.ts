/**
 * Every SNOMED CT, LOINC and dm+d code the population uses.
 *
 * Sources: the openly licensed full records of NHSDigital/integration-adaptor-gp2gp-sending (laboratory
 * tests, allergies, most medicines), the UK Core examples and value sets of HL7 UK (vaccinations, vital
 * signs, documents, units of alcohol), and codes published so widely that they are common knowledge (the
 * long-term conditions and everyday illnesses). What has no certain code is in words alone.
 * A test checks the Verhoeff digit of each.
 */
import { coded, LOINC, snomed, words } from './concept.ts';

export const FINDING = {
  hypertension: snomed('38341003', 'Hypertensive disorder'),
  type2Diabetes: snomed('44054006', 'Type 2 diabetes mellitus'),
  asthma: snomed('195967001', 'Asthma'),
  copd: snomed('13645005', 'Chronic obstructive pulmonary disease'),
  kidneyDisease: snomed('709044004', 'Chronic kidney disease'),
  depression: snomed('35489007', 'Depressive disorder'),
  anxiety: snomed('197480006', 'Anxiety disorder'),
  hypothyroidism: snomed('40930008', 'Hypothyroidism'),
  atrialFibrillation: snomed('49436004', 'Atrial fibrillation'),
  ischaemicHeart: snomed('414545008', 'Ischaemic heart disease'),
  heartFailure: snomed('84114007', 'Heart failure'),
  stroke: snomed('230690007', 'Cerebrovascular accident'),
  epilepsy: snomed('84757009', 'Epilepsy'),
  osteoarthritis: snomed('396275006', 'Osteoarthritis'),
  osteoporosis: snomed('64859006', 'Osteoporosis'),
  obesity: snomed('414916001', 'Obesity'),
  dementia: snomed('52448006', 'Dementia'),
  gout: snomed('90560007', 'Gout'),
  eczema: snomed('43116000', 'Eczema'),
  migraine: snomed('37796009', 'Migraine'),
  hayFever: snomed('21719001', 'Allergic rhinitis due to pollen'),
  reflux: snomed('235595009', 'Gastro-oesophageal reflux disease'),
  breastCancer: snomed('254837009', 'Malignant neoplasm of breast'),
  prostateCancer: snomed('399068003', 'Malignant tumour of prostate'),
  throatInfection: snomed('90176007', 'Tonsillitis'),
  upperRespiratory: snomed('54150009', 'Upper respiratory infection'),
  lowerRespiratory: snomed('50417007', 'Lower respiratory tract infection'),
  cough: snomed('49727002', 'Cough'),
  earInfection: snomed('65363002', 'Otitis media'),
  sinusitis: snomed('36971009', 'Sinusitis'),
  urinaryInfection: snomed('68566005', 'Urinary tract infection'),
  cellulitis: snomed('128045006', 'Cellulitis'),
  conjunctivitis: snomed('9826008', 'Conjunctivitis'),
  gastroenteritis: snomed('25374005', 'Gastroenteritis'),
  backPain: snomed('279039007', 'Low back pain'),
  kneePain: snomed('30989003', 'Knee pain'),
  headache: snomed('25064002', 'Headache'),
  tiredness: snomed('267032009', 'Tired all the time'),
  chestPain: snomed('29857009', 'Chest pain'),
  abdominalPain: snomed('21522001', 'Abdominal pain'),
  breathlessness: snomed('267036007', 'Dyspnoea'),
  constipation: snomed('14760008', 'Constipation'),
  rash: snomed('271807003', 'Rash'),
  impetigo: snomed('48277006', 'Impetigo'),
  chickenpox: snomed('38907003', 'Varicella'),
  wart: snomed('240534005', 'Hand wart'),
  irregularPeriods: snomed('80182007', 'Irregular periods'),
  ankleSprain: snomed('44465007', 'Sprain of ankle'),
} as const;

const loinc = (code: string, display: string) => ({ system: LOINC, code, display });

export const MEASURE = {
  bloodPressure: snomed('75367002', 'Blood pressure', loinc('85354-9', 'Blood pressure panel with all children optional')),
  systolic: snomed('271649006', 'Systolic blood pressure', loinc('8480-6', 'Systolic blood pressure')),
  diastolic: snomed('271650006', 'Diastolic blood pressure', loinc('8462-4', 'Diastolic blood pressure')),
  weight: snomed('27113001', 'Body weight', loinc('29463-7', 'Body weight')),
  height: snomed('50373000', 'Body height measure', loinc('8302-2', 'Body height')),
  bodyMassIndex: snomed('60621009', 'Body mass index', loinc('39156-5', 'Body mass index (BMI) [Ratio]')),
  heartRate: snomed('364075005', 'Heart rate', loinc('8867-4', 'Heart rate')),
  temperature: snomed('276885007', 'Core body temperature', loinc('8310-5', 'Body temperature')),
  peakFlow: words('Peak expiratory flow rate'),
  alcohol: snomed('1082641000000106', 'Alcohol units consumed per week'),
  neverSmoked: snomed('266919005', 'Never smoked tobacco'),
  exSmoker: snomed('8517006', 'Ex-smoker'),
  smoker: snomed('77176002', 'Smoker'),
  note: snomed('37331000000100', 'Comment note'),
  medicationReview: snomed('182836005', 'Review of medication'),
} as const;

export const REPORT = {
  bloodCount: snomed('1022441000000101', 'FBC - full blood count'),
  kidney: snomed('1000971000000107', 'Urea and electrolytes level'),
  liver: snomed('997531000000108', 'Liver function test'),
  lipids: snomed('1005661000000103', 'Serum lipids level'),
  glycaemia: words('HbA1c'),
  thyroid: words('Thyroid function tests'),
} as const;

export const TEST = {
  haemoglobin: snomed('1022431000000105', 'Haemoglobin estimation'),
  whiteCells: snomed('1022541000000102', 'Total white cell count'),
  platelets: snomed('1022651000000100', 'Platelet count'),
  redCells: snomed('1022451000000103', 'Red blood cell count'),
  meanCellVolume: snomed('1022491000000106', 'MCV - Mean corpuscular volume'),
  neutrophils: snomed('1022551000000104', 'Neutrophil count'),
  lymphocytes: snomed('1022581000000105', 'Lymphocyte count'),
  sodium: snomed('1000661000000107', 'Serum sodium level'),
  potassium: snomed('1000651000000109', 'Serum potassium level'),
  urea: snomed('1000951000000103', 'Serum urea level'),
  creatinine: snomed('1000731000000107', 'Serum creatinine level'),
  filtration: snomed('1011481000000105', 'eGFR using creatinine (CKD-EPI) per 1.73 square metres'),
  alanineTransaminase: snomed('1018251000000107', 'Serum alanine aminotransferase level'),
  alkalinePhosphatase: snomed('1000621000000104', 'Serum alkaline phosphatase level'),
  bilirubin: snomed('999691000000104', 'Serum bilirubin level'),
  albumin: snomed('1000821000000103', 'Serum albumin level'),
  cholesterol: snomed('1005671000000105', 'Serum cholesterol level'),
  highDensity: snomed('1005681000000107', 'Serum high density lipoprotein cholesterol level'),
  lowDensity: snomed('1022191000000100', 'Serum low density lipoprotein cholesterol level'),
  triglycerides: snomed('1005691000000109', 'Serum triglycerides level'),
  hba1c: snomed('999791000000106', 'Haemoglobin A1c level - IFCC standardised'),
  thyrotropin: snomed('1022791000000101', 'Serum TSH (thyroid stimulating hormone) level'),
} as const;

export const SPECIMEN_BLOOD = snomed('119297000', 'Blood specimen');

export const ALLERGY = {
  none: snomed('716186003', 'No known allergy'),
  penicillin: snomed('91936005', 'Allergy to penicillin'),
  peanuts: snomed('91935009', 'Allergy to peanuts'),
  eggs: snomed('91930004', 'Allergy to eggs'),
  aspirin: snomed('293586001', 'Aspirin allergy'),
  erythromycin: snomed('91931000', 'Allergy to erythromycin'),
  trimethoprim: snomed('292939004', 'Trimethoprim adverse reaction'),
  simvastatin: snomed('293433001', 'Adverse reaction caused by simvastatin'),
  latex: words('Latex'),
} as const;

/** Procedures of the UK Core vaccination value set, by the words the practice knows them by. */
export const VACCINATION = {
  sixInOne1: snomed('770616000', 'Administration of first dose of diphtheria and Haemophilus influenzae type B and hepatitis B and pertussis and tetanus vaccine'),
  sixInOne2: snomed('770617009', 'Administration of second dose of diphtheria and Haemophilus influenzae type B and hepatitis B and pertussis and tetanus vaccine'),
  sixInOne3: snomed('770618004', 'Administration of third dose of diphtheria and Haemophilus influenzae type B and hepatitis B and pertussis and tetanus vaccine'),
  rotavirus1: snomed('868631000000102', 'First rotavirus vaccination'),
  rotavirus2: snomed('868651000000109', 'Second rotavirus vaccination'),
  meningitisB1: snomed('720539004', 'Administration of first dose of meningitis B vaccine'),
  meningitisB2: snomed('720540002', 'Administration of second dose of meningitis B vaccine'),
  meningitisBBooster: snomed('720544006', 'Administration of booster dose of meningitis B vaccine'),
  pneumococcal13: snomed('1119366009', 'Administration of pneumococcal 13-valent conjugate vaccine'),
  pneumococcal23: snomed('1119367000', 'Administration of pneumococcal 23-valent conjugate vaccine'),
  mmr1: snomed('38598009', 'Administration of measles and mumps and rubella vaccine'),
  mmr2: snomed('170433008', 'Administration of second dose of measles and mumps and rubella vaccine'),
  fourInOne: snomed('390865008', 'Administration of booster dose of diphtheria and acellular pertussis and poliomyelitis and tetanus vaccine'),
  papilloma1: snomed('428741008', 'Administration of first dose of human papilloma virus vaccine'),
  threeInOne: snomed('866227002', 'Administration of booster dose of diphtheria, poliomyelitis, and tetanus vaccine'),
  influenza: snomed('822851000000102', 'Seasonal influenza vaccination'),
  shingles1: snomed('1326101000000105', 'Administration of first dose of Varicella-zoster vaccine for shingles'),
  shingles2: snomed('1326111000000107', 'Administration of second dose of Varicella-zoster vaccine for shingles'),
  covid1: snomed('1324681000000101', 'Administration of first dose of SARS-CoV-2 (severe acute respiratory syndrome coronavirus 2) vaccine'),
  covid2: snomed('1324691000000104', 'Administration of second dose of SARS-CoV-2 (severe acute respiratory syndrome coronavirus 2) vaccine'),
  covidBooster: words('COVID-19 vaccination, booster dose'),
} as const;

export const DOCUMENT = {
  referral: snomed('25611000000107', 'Referral letter'),
  discharge: snomed('373942005', 'Discharge summary'),
  clinic: words('Clinic letter'),
} as const;

const relative = (code: string, display: string) => coded('http://terminology.hl7.org/CodeSystem/v3-RoleCode', code, display);

export const RELATIVE = { father: relative('FTH', 'father'), mother: relative('MTH', 'mother'), sister: relative('SIS', 'sister'), brother: relative('BRO', 'brother') } as const;

/** Virtual products (dm+d), each as its label reads; a code only where the example records hold it. */
export const MEDICINE = {
  amlodipine5: words('Amlodipine 5mg tablets'),
  amlodipine10: snomed('319284000', 'Amlodipine 10mg tablets'),
  ramipril10: snomed('318906001', 'Ramipril 10mg capsules'),
  lisinopril10: snomed('318859000', 'Lisinopril 10mg tablets'),
  indapamide: words('Indapamide 2.5mg tablets'),
  doxazosin4: snomed('318783003', 'Doxazosin 4mg tablets'),
  bisoprolol: words('Bisoprolol 2.5mg tablets'),
  atorvastatin20: snomed('320030001', 'Atorvastatin 20mg tablets'),
  rosuvastatin20: snomed('408037007', 'Rosuvastatin 20mg tablets'),
  aspirin75: snomed('319773006', 'Aspirin 75mg dispersible tablets'),
  clopidogrel75: snomed('319799004', 'Clopidogrel 75mg tablets'),
  apixaban: words('Apixaban 5mg tablets'),
  digoxin125: snomed('317896006', 'Digoxin 125microgram tablets'),
  furosemide40: snomed('317972000', 'Furosemide 40mg tablets'),
  metformin500: snomed('325278007', 'Metformin 500mg tablets'),
  gliclazide80: snomed('325242002', 'Gliclazide 80mg tablets'),
  sitagliptin: words('Sitagliptin 100mg tablets'),
  empagliflozin: words('Empagliflozin 10mg tablets'),
  insulinGlargine: snomed('38897011000001107', 'Insulin glargine 100units/ml solution for injection 3ml pre-filled disposable devices'),
  salbutamol: snomed('39113611000001102', 'Salbutamol 100micrograms/dose inhaler CFC free'),
  beclometasone: snomed('320537007', 'Beclometasone 100micrograms/dose inhaler'),
  tiotropium: words('Tiotropium bromide 18microgram inhalation powder capsules'),
  citalopram10: snomed('321989000', 'Citalopram 10mg tablets'),
  fluoxetine20: snomed('321949006', 'Fluoxetine 20mg capsules'),
  sertraline: words('Sertraline 50mg tablets'),
  levothyroxine100: snomed('374296008', 'Levothyroxine sodium 100microgram tablets'),
  levetiracetam: words('Levetiracetam 500mg tablets'),
  allopurinol300: snomed('330062008', 'Allopurinol 300mg tablets'),
  alendronicAcid: words('Alendronic acid 70mg tablets'),
  omeprazole20: snomed('317291008', 'Omeprazole 20mg gastro-resistant capsules'),
  paracetamol500: words('Paracetamol 500mg tablets'),
  coCodamol: snomed('3805611000001109', 'Co-codamol 15mg/500mg tablets'),
  amitriptyline10: snomed('321745007', 'Amitriptyline 10mg tablets'),
  propranolol10: snomed('318352004', 'Propranolol 10mg tablets'),
  donepezil: words('Donepezil 10mg tablets'),
  cetirizine10: snomed('320818006', 'Cetirizine 10mg tablets'),
  tamoxifen20: snomed('327313009', 'Tamoxifen 20mg tablets'),
  tamsulosin: snomed('38754011000001109', 'Tamsulosin 400microgram modified-release capsules'),
  amoxicillin500: snomed('323510009', 'Amoxicillin 500mg capsules'),
  amoxicillinLiquid: words('Amoxicillin 250mg/5ml oral suspension'),
  phenoxymethylpenicillin: words('Phenoxymethylpenicillin 250mg tablets'),
  doxycycline100: snomed('324059006', 'Doxycycline 100mg capsules'),
  flucloxacillin: words('Flucloxacillin 500mg capsules'),
  nitrofurantoin: words('Nitrofurantoin 100mg modified-release capsules'),
  chloramphenicol: snomed('330295009', 'Chloramphenicol 1% eye ointment'),
  naproxen: words('Naproxen 250mg tablets'),
  macrogol: words('Macrogol compound oral powder sachets NPF sugar free'),
  hydrocortisone: words('Hydrocortisone 1% cream'),
} as const;
