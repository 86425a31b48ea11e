import type { Random } from './random.ts';

const DURATIONS = ['2/7', '3/7', '4/7', '5/7', '1/52', '10/7', '2/52', '3/52'] as const;

/** What is written at a yearly review, by condition, in a clinician's shorthand. */
export const REVIEW_NOTES: Readonly<Record<string, readonly string[]>> = {
  hypertension: ['HTN rv. Tol meds, no dizziness, no ankle swelling.', 'BP rv, home readings brought, avg acceptable. Salt + exercise d/w.'],
  type2Diabetes: ['DM annual rv. Feet: pulses + 10g monofilament n bil. Eye screening utd. No hypos.', 'T2DM rv: diet slipped over winter, walking more. Foot risk low.'],
  asthma: ['Asthma rv. Inh technique good, RCP 0/3, no nights. PAAP given.', 'Asthma: using blue 3x/wk, technique corrected, step up discussed.'],
  copd: ['COPD rv. MRC 3, 1 exacerbation last yr. Rescue pack at home. PR offered.', 'COPD: stable, CAT 14, inh technique ok. Flu utd.'],
  ischaemicHeart: ['IHD rv. No angina, GTN not used. Exercise ok.', 'IHD: occ exertional tightness, settles w GTN x1. Statin tol.'],
  atrialFibrillation: ['AF rv. CHA2DS2-VASc checked, DOAC adherent, no bleeding.', 'AF: rate controlled, no palps. DOAC dose right for CrCl.'],
  heartFailure: ['HF rv. NYHA 2, wt steady, no PND. Daily wts.', 'HF: ankle swelling by eve, furosemide helps. U&E due.'],
  stroke: ['Stroke rv. No new sx, mobility unchanged. 2y prev optimised.'],
  kidneyDisease: ['CKD rv. Stable, avoid NSAIDs, sick day rules given.', 'CKD: eGFR trend looked at with pt.'],
  hypothyroidism: ['Thyroid rv. Well on current dose.', 'TFT check, a bit tired, wt up.'],
  epilepsy: ['Epilepsy rv. Seizure free, DVLA ok. Meds reg.'],
  dementia: ['Dementia rv with daughter. Wandering x1, carer strain d/w, ACP started.', 'Memory rv: slower, eating ok, carers bd.'],
};

export const REVIEW_CLOSE = ['Cont same. Rv 1 yr.', 'Lifestyle advice. Recall 12/12.', 'Happy with plan. Flu jab in autumn.'] as const;
export const REVIEW_CLOSE_WITH_BLOODS = ['Cont same. Bloods today. Rv 1 yr.', 'Lifestyle advice. Bloods taken. Recall 12/12.', 'Meds reauth. Bloods, will text result.'] as const;
export const MEDICATION_NOTES = ['Structured med rv by phone. Adherent, no s/e. Reauth 12/12.', 'SMR: taking as rx, blister pack helps. PRNs reduced.', 'Med rv, bloods in date, no changes. Aware of sick day rules.'] as const;
export const DIAGNOSIS_NOTES = ['Dx discussed, leaflet given. Plan + follow up agreed.', 'Results d/w pt, dx explained. Start rx as below, rv 4/52.', 'Confirmed today. Coded. Added to register, recall set.'] as const;
export const CHECK_NOTES = ['NHS health check. QRISK d/w. Active, 5 a day most days.', 'Health check: alcohol within limits, wt up since last. Advice.'] as const;
export const REGISTRATION_NOTES = ['New pt check. PMH + meds from previous summary. Lives with family.', 'Registered. Hx summarised, no concerns today.', 'New pt, moved to area for work. Screening utd.'] as const;
export const BABY_NOTES = ['6-8/52 check. Feeding well, hips stable, RR present, HS n, testes/genitalia n. Mum well, mood ok.', '8/52 check nad. Wt on centile. For imms.'] as const;
export const CONTACT_NOTES = ['Rx sent to pharmacy. Knows to call if no better.', 'Prefers same GP next time.', 'Photo attached by pt, reviewed.', 'D/w pt, agrees with plan.'] as const;

/** Puts a duration where the phrase leaves room for one. */
export function withDuration(random: Random, phrase: string): string {
  return phrase.includes('$D') ? phrase.replace('$D', random.pick(DURATIONS)) : phrase;
}
