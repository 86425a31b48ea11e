/** What a person looks for when they look for one entry of a source record: read from the source itself, by no converter. */
export interface Sought {
  place: string;
  /** Any one of these names it. */
  terms: string[];
  date: string | undefined;
  author: string | undefined;
  /** All of these are said: values with their numbers as recorded, dosages, comments. */
  values: string[];
  /** SNOMED CT and dm+d codes. */
  codes: string[];
}

interface Coding { system?: string; code?: string; display?: string; extension?: { extension?: { url: string; valueString?: string }[] }[] }
interface Concept { text?: string; coding?: Coding[] }
interface Reference { reference: string }
interface Quantity { value?: number; unit?: string; extension?: { valueString?: string }[] }

/** The elements of a STU3 resource that this walk looks at; a source may lack any of them. */
interface Source {
  resourceType: string;
  id: string;
  title?: string;
  code?: Concept; type?: Concept | Concept[]; vaccineCode?: Concept; reasonCode?: Concept[];
  medicationReference?: Reference;
  extension?: { url: string; valueCodeableConcept?: Concept }[];
  effectiveDateTime?: string; issued?: string; onsetDateTime?: string; assertedDate?: string; authoredOn?: string; occurrenceDateTime?: string;
  effectivePeriod?: { start?: string }; period?: { start?: string }; dateAsserted?: string; date?: string; created?: string; indexed?: string;
  collection?: { collectedDateTime?: string }; receivedTime?: string;
  performer?: Reference[]; asserter?: Reference; recorder?: Reference; practitioner?: { actor: Reference }[]; author?: Reference[]; custodian?: Reference;
  participant?: { individual: Reference }[]; requester?: { agent: Reference };
  valueQuantity?: Quantity; valueString?: string; component?: { valueQuantity?: Quantity }[];
  comment?: string; note?: { text: string }[]; conclusion?: string; description?: string; lotNumber?: string;
  dosageInstruction?: { text?: string }[]; dosage?: { text?: string }[]; dispenseRequest?: { quantity?: Quantity };
  name?: { family?: string; text?: string }[] | string;
}

/** Kinds of entry that say something about the patient's care. Lists are how a record was sent. */
const CLINICAL = new Set([
  'Observation', 'Condition', 'AllergyIntolerance', 'MedicationRequest', 'MedicationStatement', 'Immunization', 'Encounter', 'DiagnosticReport',
  'DocumentReference', 'ProcedureRequest', 'ReferralRequest', 'Specimen', 'Procedure', 'FamilyMemberHistory', 'QuestionnaireResponse',
]);

export function soughtIn(bundle: { entry: { resource: Source }[] }): Sought[] {
  const directory = new Map(bundle.entry.map(({ resource }) => [`${resource.resourceType}/${resource.id}`, resource]));
  return bundle.entry.flatMap(({ resource }, index) => (CLINICAL.has(resource.resourceType) ? [soughtOf(resource, `entry[${index}] ${resource.resourceType}`, directory)] : []));
}

function soughtOf(source: Source, place: string, directory: ReadonlyMap<string, Source>): Sought {
  const medication = source.medicationReference && directory.get(source.medicationReference.reference)?.code;
  const vaccination = source.extension?.find(({ url }) => /vaccinationprocedure/i.test(url))?.valueCodeableConcept;
  const concepts = [vaccination, medication, source.code, source.type, source.vaccineCode, source.reasonCode].flat().filter((concept) => concept !== undefined);
  const codings = concepts.flatMap((concept) => concept.coding ?? []);
  const comments = [source.comment, ...(source.note ?? []).map(({ text }) => text)];
  const numbers = [source.valueQuantity, ...(source.component ?? []).map((part) => part.valueQuantity), source.dispenseRequest?.quantity].map((quantity) => quantity?.value);
  const values = [
    ...comments, ...numbers.map((number) => number === undefined ? undefined : String(number)), source.valueString, source.conclusion, source.description, source.lotNumber,
    ...[...(source.dosageInstruction ?? []), ...(source.dosage ?? [])].map(({ text }) => text),
  ];
  return {
    place,
    terms: present([...concepts.map(({ text }) => text), ...codings.flatMap(({ display, extension }) => [display, ...(extension ?? []).flatMap((one) => (one.extension ?? []).map(({ valueString }) => valueString))]), ...(concepts.length === 0 ? comments : []), ...(isComment(codings) ? ['Comment'] : [])]).map(plain),
    date: staffDate(dateOf(source)),
    author: authorOf(source, directory),
    values: present(values).map(plain).filter((value) => value !== ''),
    codes: codings.filter(({ system }) => system === 'http://snomed.info/sct' || system === 'https://dmd.nhs.uk').flatMap(({ code }) => code ?? []),
  };
}

/** A comment alone: its line is named by its kind, and its own words stand where other entries have their term. */
function isComment(codings: readonly Coding[]): boolean {
  return codings.some(({ code }) => code === '37331000000100');
}

function dateOf(source: Source): string | undefined {
  return source.effectiveDateTime ?? source.effectivePeriod?.start ?? source.onsetDateTime ?? source.occurrenceDateTime ?? source.period?.start
    ?? source.collection?.collectedDateTime ?? source.created ?? source.authoredOn ?? source.assertedDate ?? source.dateAsserted ?? source.date ?? source.issued ?? source.indexed ?? source.receivedTime;
}

function authorOf(source: Source, directory: ReadonlyMap<string, Source>): string | undefined {
  const [reference] = [source.performer?.[0], source.asserter, source.requester?.agent, source.recorder, source.practitioner?.[0]?.actor, source.participant?.[0]?.individual, source.author?.[0], source.custodian].filter((one) => one !== undefined);
  const name = reference && directory.get(reference.reference)?.name;
  return typeof name === 'string' ? plain(name) : name?.[0]?.family ?? name?.[0]?.text;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Sources write local time with its offset: the day is what stands there. */
function staffDate(date: string | undefined): string | undefined {
  const [year, month, day] = date?.slice(0, 10).split('-') ?? [];
  return [day, month && MONTHS[Number(month) - 1], year].filter((part) => part !== undefined).join('-') || undefined;
}

/** Words as they can be compared: one space for any white space, no commas in numbers. */
export function plain(text: string): string {
  return text.replaceAll(/(?<=\d),(?=\d{3}\b)/g, '').replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

function present(texts: readonly (string | undefined)[]): string[] {
  return texts.filter((text) => text !== undefined);
}
