import type { CodeableConcept } from '@medplum/fhirtypes';
import { FINDING, MEDICINE } from './codes.ts';
import type { Treatment } from './long-term.ts';

/** What brings somebody to the surgery on an ordinary day, and how it is written up. `$D` stands for a duration. */
export interface Presentation {
  concept: CodeableConcept;
  /** Relative frequency, by age: 0–4, 5–17, 18–44, 45–64, 65 and over. */
  often: readonly [number, number, number, number, number];
  only?: 'female';
  history: readonly string[];
  examination: readonly string[];
  /** Where something may be done (a treatment, else bloods, else a referral): first what is written when it is, then when it is not. */
  plan: readonly string[];
  treatment?: Treatment;
  /** What those get who must not have it. */
  instead?: Treatment;
  /** The age from which the treatment is not safe. */
  treatedBelow?: number;
  /** Share who get the treatment. */
  treated?: number;
  referral?: string;
  temperature?: boolean;
  bloods?: boolean;
}

const course = (medicine: CodeableConcept, dose: string, quantity: number, unit: string, days: number): Treatment => ({ medicine, dose, quantity, unit, days, share: 1 });
/** Instead of a penicillin, for those who react to them; not for children. */
const WITHOUT_PENICILLIN = course(MEDICINE.doxycycline100, 'two to be taken on the first day, then one each day', 8, 'capsule', 7);
const AMOXICILLIN = course(MEDICINE.amoxicillin500, 'one to be taken three times a day', 15, 'capsule', 5);

export const PRESENTATIONS: readonly Presentation[] = [
  { concept: FINDING.throatInfection, often: [6, 8, 5, 2, 1], temperature: true, treatment: course(MEDICINE.phenoxymethylpenicillin, 'two to be taken twice a day', 20, 'tablet', 5), instead: WITHOUT_PENICILLIN, treated: 0.6, history: ['$D hx sore throat, feverish, no cough. E+D ok.', 'Sore throat $D, painful swallow, off food. No drooling, no stridor.'], examination: ['O/E tonsils enlarged with exudate ++, tender ant cx LN. Centor 3.', 'O/E red throat, no exudate, no nodes. FeverPAIN 2.'], plan: ['Abx as below, fluids, rv if not settling.', 'Likely viral, no abx today. Safety netted re quinsy.'] },
  { concept: FINDING.upperRespiratory, often: [12, 7, 3, 2, 3], temperature: true, history: ['$D coryzal, cough, temp at home. Feeding a bit less, wet nappies ok.', 'Cold sx $D, blocked nose, cough at night. Sibling same.'], examination: ['O/E alert, apyrexial, chest clear, ENT nad, no rash.', 'O/E chest clear, RR n, well hydrated, CRT <2s.'], plan: ['Viral URTI. Self care, paracetamol prn. 111/ED if worse.', 'Reassured. Worsening advice given and understood.'] },
  { concept: FINDING.lowerRespiratory, often: [2, 1, 2, 4, 8], temperature: true, treatment: AMOXICILLIN, instead: WITHOUT_PENICILLIN, treated: 0.7, history: ['Productive cough green sputum $D, SOB on stairs. No haemoptysis, no CP.', 'Chesty $D, wheezy at night, sweats.'], examination: ['O/E creps R base, sats 95% OA, RR 18. CRB-65 0.', 'O/E scattered wheeze, no focal signs, sats 96%.'], plan: ['Rx as below. If no better 5/7 or SOB -> rv, CXR if cough >3/52.', 'Likely viral, no abx today. Fluids, safety netted, aware when to call.'] },
  { concept: FINDING.cough, often: [4, 3, 2, 3, 3], history: ['Dry cough $D, no wt loss, no haemoptysis.', 'Cough since viral illness $D, worse lying flat.'], examination: ['O/E chest clear, sats 98%.', 'O/E nad.'], plan: ['Likely post viral. Rv 3/52, CXR if persists.', 'Explained natural hx. TCI if >3/52.'] },
  { concept: FINDING.earInfection, often: [9, 5, 1, 0, 0], temperature: true, treatment: course(MEDICINE.amoxicillinLiquid, '5ml to be taken three times a day', 100, 'ml', 5), treated: 0.45, history: ['Pulling at ear $D, up in night, temp.', 'L earache $D, muffled hearing. No discharge.'], examination: ['O/E L TM red and bulging, R nad, mastoid nt.', 'O/E R TM dull, no perf.'], plan: ['AOM. Rx below. Rv if discharge or not settling 3/7.', 'AOM. Analgesia, no abx for now.'] },
  { concept: FINDING.urinaryInfection, often: [1, 1, 5, 4, 7], only: 'female', treatment: course(MEDICINE.nitrofurantoin, 'one to be taken twice a day', 6, 'capsule', 3), treated: 0.9, history: ['Dysuria + frequency $D, no loin pain, no fever.', 'Cystitis sx $D, urgency, offensive urine. No PV sx.'], examination: ['Dip: leuc ++ nit +. Abdo snt.', 'Urine cloudy, dip leuc +++, MSU sent.'], plan: ['3/7 nitro, fluids. Rv if fever/loin pain.', 'MSU to lab, await result before abx.'] },
  { concept: FINDING.cellulitis, often: [0, 1, 1, 2, 5], treatment: course(MEDICINE.flucloxacillin, 'one to be taken four times a day', 28, 'capsule', 7), instead: WITHOUT_PENICILLIN, treated: 0.95, history: ['Red hot L shin $D, spreading. Systemically well.', 'Insect bite leg, now red + sore $D.'], examination: ['O/E 10x8cm erythema, warm, marked. No crepitus, pulses ok.', 'O/E erythema to mid calf, Wells 0.'], plan: ['Abx, elevate, line drawn. Rv 48h.', 'Mild, watch for now. Return if past line or unwell.'] },
  { concept: FINDING.conjunctivitis, often: [6, 3, 1, 1, 2], treatment: course(MEDICINE.chloramphenicol, 'apply to the affected eye three or four times a day', 4, 'gram', 5), treated: 0.5, history: ['Sticky R eye $D, nursery contact. VA n.', 'Red gritty eyes $D, no photophobia, no CL.'], examination: ['O/E inj conj, purulent d/c, cornea clear.', 'O/E mild injection bil, VA 6/6.'], plan: ['Bathe, Rx below.', 'Self care advised. Pharmacy first next time.'] },
  { concept: FINDING.gastroenteritis, often: [6, 3, 2, 1, 2], history: ['D+V $D, keeping sips down, PU ok. No blood. No travel.', 'Vomited x6, loose stool $D, others in house same.'], examination: ['O/E moist mm, abdo soft, BS active.', 'O/E not dehydrated, obs n.'], plan: ['Dioralyte, 48h exclusion. ED if listless/no urine.', 'Viral GE, advice.'] },
  { concept: FINDING.backPain, often: [0, 1, 7, 8, 6], treatment: course(MEDICINE.naproxen, 'one to be taken three times a day with food', 42, 'tablet', 14), treated: 0.45, treatedBelow: 65, referral: 'Physiotherapy', history: ['LBP $D after lifting, no leg sx, no red flags: bladder/bowel n, no saddle anaesth.', 'Recurrent mech back pain, flare $D. Sleeping ok.'], examination: ['O/E para-spinal spasm, SLR 70 bil, power/reflexes n.', 'O/E flexion limited, neuro lower limbs intact.'], plan: ['Keep active, NSAID + food, physio self ref. Safety net CES.', 'Paracetamol, exercises sheet.'] },
  { concept: FINDING.kneePain, often: [0, 1, 2, 5, 6], referral: 'Musculoskeletal triage', history: ['R knee pain $D, worse stairs, no locking/giving way.', 'Bil knee pain, stiff after sitting. Managing with paracetamol.'], examination: ['O/E crepitus, no effusion, FROM.', 'O/E mild effusion, medial JLT, lig stable.'], plan: ['Likely OA, XR not indicated. Refer MSK.', 'Likely OA. Wt, quads exercises, topical NSAID. MSK if no better 6/52.'] },
  { concept: FINDING.headache, often: [0, 2, 4, 3, 2], history: ['Headache $D, frontal, tight band, no vom, no visual sx.', 'Headaches $D, worse end of day. No red flags.'], examination: ['O/E BP ok, fundi n, CN intact, neck supple.', 'O/E neuro nad.'], plan: ['TTH. Diary, eye test, avoid overuse of analgesia.', 'Reassured, rv 4/52 with diary.'] },
  { concept: FINDING.tiredness, often: [0, 1, 4, 4, 4], bloods: true, history: ['TATT $D, sleep poor, mood ok, no wt loss, no night sweats.', 'Exhausted $D, busy at home, wakes early.'], examination: ['O/E well, no pallor, no LN, thyroid n.', 'O/E nad.'], plan: ['Bloods taken. TCI results 1/52.', 'Sleep hygiene, rv 4/52, bloods if no better.'] },
  { concept: FINDING.abdominalPain, often: [1, 3, 3, 3, 3], bloods: true, referral: 'Gastroenterology', history: ['Cramp lower abdo $D, BO irreg, no PR bleed, wt stable.', 'Epigastric pain after food $D, some acid. No dysphagia.'], examination: ['O/E abdo soft, mild tender LIF, no masses.', 'O/E snt, no organomegaly.'], plan: ['Bloods + FIT. Food diary, rv 2/52.', 'PPI trial 4/52, H pylori stool ag.'] },
  { concept: FINDING.chestPain, often: [0, 0, 1, 3, 3], referral: 'Rapid access chest pain clinic', history: ['Central tight chest on exertion $D, settles 5 min rest.', 'Sharp L chest pain $D, worse movement, no SOB.'], examination: ['O/E HS n, chest clear, calves snt. ECG SR, no acute changes.', 'O/E tender costochondral, ECG n.'], plan: ['Refer RACPC, 999 advice.', 'Msk. Analgesia, safety net.'] },
  { concept: FINDING.breathlessness, often: [0, 0, 1, 2, 4], bloods: true, history: ['SOBOE $D, 2 pillows, ankles up by evening.', 'Gradually more SOB, no cough, ET 100 yds.'], examination: ['O/E fine creps bases, pitting oedema to mid shin.', 'O/E chest clear, sats 97%, HS n.'], plan: ['Bloods taken, ECG + CXR. Rv with results.', 'Spiro booked, rv after.'] },
  { concept: FINDING.constipation, often: [4, 3, 1, 2, 4], treatment: course(MEDICINE.macrogol, 'one or two to be taken each day', 30, 'sachet', 15), treated: 0.7, history: ['BO every 4/7, hard, straining. No blood, no wt loss.', 'Painful poo, holding on. Diet poor in fibre.'], examination: ['O/E abdo soft, faecal loading LIF.', 'O/E nad, PR declined.'], plan: ['Macrogol, fluids + fibre.', 'Fluids + fibre first, rv 2/52.'] },
  { concept: FINDING.rash, often: [6, 3, 3, 2, 3], treatment: course(MEDICINE.hydrocortisone, 'apply thinly twice a day', 15, 'gram', 7), treated: 0.4, referral: 'Dermatology', history: ['Itchy rash trunk $D, no new meds.', 'Rash arms $D, comes and goes. Photo sent.'], examination: ['O/E papular, blanching, no mm involvement.', 'O/E annular scaly patch 3cm.'], plan: ['Emollient + HC 1%. Photo in record.', 'Likely viral. Glass test explained.'] },
  { concept: FINDING.impetigo, often: [3, 2, 0, 0, 0], history: ['Crusty sores round mouth $D.', 'Golden crust nose, spreading $D.'], examination: ['O/E golden crust perioral, well.', 'O/E 3 lesions chin.'], plan: ['Hydrogen peroxide 1% cream, school exclusion 48h.', 'Hygiene advice, rv if spreading.'] },
  { concept: FINDING.chickenpox, often: [3, 2, 0, 0, 0], history: ['Spots $D, started trunk, low temp. Contact at nursery.', 'Vesicles + itch $D, drinking.'], examination: ['O/E crops vesicles diff stages, not infected.', 'O/E typical VZV, alert.'], plan: ['Calamine, no ibuprofen, off until crusted. Pregnant contacts nil.', 'Advice, safety net re drowsy/infected.'] },
  { concept: FINDING.wart, often: [0, 4, 1, 0, 0], history: ['Wart finger $D, OTC tried.'], examination: ['O/E 4mm verrucous lesion index.'], plan: ['Natural hx, salicylic acid. No cryo here.'] },
  { concept: FINDING.irregularPeriods, often: [0, 2, 5, 1, 0], only: 'female', bloods: true, history: ['Cycle 21-45, heavy, no IMB/PCB, smear utd.', 'LMP $D ago, periods closer together, flushes.'], examination: ['O/E abdo snt, no mass. PV not today.', 'BMI n, BP ok.'], plan: ['Bloods taken, diary. Options d/w pt.', 'Discussed Mirena/HRT, leaflet, rv.'] },
  { concept: FINDING.sinusitis, often: [0, 1, 2, 2, 1], history: ['Facial pain + block nose $D, post nasal drip.'], examination: ['O/E tender maxillary, apyrexial.'], plan: ['<10/7: steam, nasal steroid. No abx.'] },
  { concept: FINDING.ankleSprain, often: [0, 2, 2, 1, 0], history: ['Inverted R ankle $D ago at football, WB straight after.'], examination: ['O/E lat swelling, no bony tender, Ottawa neg.'], plan: ['POLICE, exercises sheet, 6/52.'] },
];
