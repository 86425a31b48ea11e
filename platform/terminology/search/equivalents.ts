/**
 * Words that mean the same to whoever codes in general practice. A line is one group, its members apart by "|": each
 * stands for each other one.
 */
export const SAME = `
kidney | renal
liver | hepatic
heart | cardiac
lung | pulmonary
stomach | gastric
bowel | intestine
brain | cerebral
skin | cutaneous
bladder | vesical
womb | uterus
womb | uterine
windpipe | trachea
gullet | oesophagus
breastbone | sternum
collarbone | clavicle
collar bone | clavicle
shoulder blade | scapula
kneecap | patella
knee cap | patella
shin bone | tibia
thigh bone | femur
jaw | mandible
eardrum | tympanic membrane
armpit | axilla
armpit | axillary
groin | inguinal
belly | abdomen
tummy | abdomen
tummy | abdominal
belly | abdominal
broken | fracture
fractured | fracture
cancer | malignant neoplasm | malignant tumour
tumour | neoplasm
high blood pressure | hypertension
low blood pressure | hypotension
heart attack | myocardial infarction
stroke | cerebrovascular accident
mini stroke | transient ischaemic attack
chickenpox | chicken pox | varicella
shingles | herpes zoster
cold sore | herpes labialis
glandular fever | infectious mononucleosis
german measles | rubella
whooping cough | pertussis
lockjaw | tetanus
piles | haemorrhoids
thrush | candidiasis
hives | urticaria
nettle rash | urticaria
hay fever | allergic rhinitis
short of breath | dyspnoea | breathlessness | shortness of breath
breathless | dyspnoea
itch | itching | pruritus
fever | pyrexia
temperature | pyrexia
faint | syncope
fainting | syncope
fit | seizure
fits | seizure
vomiting | emesis
nosebleed | nose bleed | epistaxis
sweating | hyperhidrosis
hair loss | alopecia
baldness | alopecia
swelling | oedema
bruise | contusion
tiredness | fatigue
tired | fatigue
period pain | dysmenorrhoea
painful periods | dysmenorrhoea
heavy periods | menorrhagia
miscarriage | spontaneous abortion
heartburn | pyrosis
indigestion | dyspepsia
swallowing difficulty | dysphagia
earache | otalgia
ear wax | cerumen
short sighted | myopia
long sighted | hyperopia
squint | strabismus
pink eye | conjunctivitis
wind | flatulence
ringworm | tinea
athletes foot | tinea pedis
lice | pediculosis
flu | influenza
jab | vaccination
vaccine | vaccination
immunisation | vaccination
smear | cervical cytology
water tablet | diuretic
blood thinner | anticoagulant
painkiller | analgesic
operation | surgery
removal | excision
underactive thyroid | hypothyroidism
overactive thyroid | hyperthyroidism
adrenaline | epinephrine
paracetamol | acetaminophen
salbutamol | albuterol
frusemide | furosemide
lignocaine | lidocaine
pethidine | meperidine
bendrofluazide | bendroflumethiazide
thyroxine | levothyroxine
vitamin b12 | cyanocobalamin
vitamin c | ascorbic acid
vitamin d3 | colecalciferol
`;

/** Abbreviations and signs, each on a line with what it stands for: not the other way round. */
export const SHORT = `
# = fracture
l = left
lt = left
r = right
rt = right
bilat = bilateral
aaa = abdominal aortic aneurysm
abdo = abdominal
acl = anterior cruciate ligament
acs = acute coronary syndrome
adhd = attention deficit hyperactivity disorder
af = atrial fibrillation
aki = acute kidney injury
alt = alanine aminotransferase
asd = autism spectrum disorder | atrial septal defect
av = atrioventricular
bcc = basal cell carcinoma
bm = blood glucose
bmi = body mass index
bp = blood pressure
bph = benign prostatic hyperplasia
bppv = benign paroxysmal positional vertigo
ca = cancer | carcinoma
cabg = coronary artery bypass graft
cap = community acquired pneumonia
ccf = congestive cardiac failure
chd = coronary heart disease
ckd = chronic kidney disease
clti = chronic limb threatening ischaemia
coad = chronic obstructive airways disease
copd = chronic obstructive pulmonary disease
cpap = continuous positive airway pressure
crp = c reactive protein
ct = computed tomography
cva = cerebrovascular accident
cvd = cardiovascular disease
cxr = chest x ray
dka = diabetic ketoacidosis
dm = diabetes mellitus
dna = did not attend
dvt = deep vein thrombosis
ecg = electrocardiogram
ed = erectile dysfunction
eeg = electroencephalogram
egfr = estimated glomerular filtration rate
esr = erythrocyte sedimentation rate
fbc = full blood count
fh = family history
fob = faecal occult blood
fx = fracture
gca = giant cell arteritis
ggt = gamma glutamyl transferase
gi = gastrointestinal
gord = gastro oesophageal reflux disease
gord = oesophageal reflux
gtt = glucose tolerance test
hb = haemoglobin
hba1c = haemoglobin a1c
hf = heart failure
hiv = human immunodeficiency virus
hpv = human papillomavirus
hrt = hormone replacement therapy
hsv = herpes simplex
htn = hypertension
hx = history
ibd = inflammatory bowel disease
ibs = irritable bowel syndrome
ida = iron deficiency anaemia
ihd = ischaemic heart disease
inr = international normalised ratio
itp = immune thrombocytopenic purpura
iucd = intrauterine contraceptive device
iud = intrauterine device
lbp = low back pain
ld = learning disability
lft = liver function test
lfts = liver function test
lrti = lower respiratory tract infection
lvf = left ventricular failure
me = chronic fatigue syndrome
mi = myocardial infarction
mnd = motor neurone disease
mri = magnetic resonance imaging
ms = multiple sclerosis
nafld = non alcoholic fatty liver disease
nof = neck of femur
nsaid = non steroidal anti inflammatory
oa = osteoarthritis
ocd = obsessive compulsive disorder
osa = obstructive sleep apnoea
pcos = polycystic ovary syndrome
pe = pulmonary embolism
pefr = peak expiratory flow rate
pid = pelvic inflammatory disease
pmb = postmenopausal bleeding
pmh = past medical history
pmr = polymyalgia rheumatica
pna = pneumonia
psa = prostate specific antigen
ptsd = post traumatic stress disorder
pvd = peripheral vascular disease
pad = peripheral arterial disease
ra = rheumatoid arthritis
rbc = red blood cell
rsv = respiratory syncytial virus
rta = road traffic accident
rti = respiratory tract infection
sah = subarachnoid haemorrhage
scc = squamous cell carcinoma
sle = systemic lupus erythematosus
sob = shortness of breath | dyspnoea
soboe = dyspnoea on exertion
std = sexually transmitted disease
sti = sexually transmitted infection
svt = supraventricular tachycardia
t1dm = type 1 diabetes mellitus
t2dm = type 2 diabetes mellitus
tatt = tired all the time
tb = tuberculosis
tft = thyroid function test
tfts = thyroid function test
tia = transient ischaemic attack
tkr = total knee replacement
thr = total hip replacement
tsh = thyroid stimulating hormone
turp = transurethral resection of prostate
tx = treatment
u&e = urea and electrolytes
uc = ulcerative colitis
urti = upper respiratory tract infection
uss = ultrasound scan
uti = urinary tract infection
vf = ventricular fibrillation
vt = ventricular tachycardia
vte = venous thromboembolism
wbc = white blood cell
xr = x ray
`;
