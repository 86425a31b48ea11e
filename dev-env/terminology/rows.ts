/** The rows of each file of a made-up release, concept by concept: each component with all the states it has had. */
import { Random } from '../population/random.ts';
import { BODY, CONCEPT_INACTIVATION, FINDING, GB_ENGLISH, ISA, METADATA_CONCEPTS, MODULE_DEPENDENCY, PRODUCT, REPLACED_BY, SAME_AS, SUBSTANCE, US_ENGLISH, CORE_MODULE, MODEL_MODULE } from './metadata.ts';
import { madeId, NEVER, type World } from './world.ts';

/** From `date` (a place in the world's dates) on the component is this. */
interface State {
  date: number;
  active: boolean;
  rest: string;
}
export type Emit = (id: string, module: string, states: readonly State[]) => void;
export type Rows = (world: World, concept: number, emit: Emit) => void;

const INFERRED = '900000000000011006\t900000000000451002';
const [PREFERRED, ACCEPTABLE] = ['900000000000548007', '900000000000549004'];
const [FSN, SYNONYM, DEFINITION, INSENSITIVE, INITIAL] = ['900000000000003001', '900000000000013009', '900000000000550004', '900000000000448009', '900000000000020002'];
const PRIMITIVE = '900000000000074008';

/** Active from `born` until `retired`, saying the same. */
function life(born: number, retired: number, rest: string): State[] {
  const states = [{ date: born, active: true, rest }];
  if (retired !== NEVER && retired > born) states.push({ date: retired, active: false, rest });
  return states;
}

function uuid(a: number, b: number, c: number): string {
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
  const mixed = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ c;
  const [p, q] = [hex(mixed), hex(b)];
  return `${hex(a)}-${p.slice(0, 4)}-4${p.slice(5)}-8${q.slice(1, 4)}-${q.slice(4)}${hex(Math.imul(c + 1, 0x27d4eb2f) ^ b)}`;
}

export const conceptRows: Rows = (world, concept, emit) => {
  const random = new Random(world.seed, 4, concept);
  const [born, retired] = [world.born[concept] ?? 0, world.retired[concept] ?? NEVER];
  const states = life(born, retired, PRIMITIVE);
  // Some become sufficiently defined after a while.
  const defined = random.chance(0.3) ? random.between(born, world.dates.length - 1) : NEVER;
  if (defined < (retired === NEVER ? world.dates.length : retired)) {
    if (defined === born) states[0] = { date: born, active: true, rest: '900000000000073002' };
    else states.splice(1, 0, { date: defined, active: true, rest: '900000000000073002' });
  }
  emit(world.codes[concept] ?? '', world.moduleOf(concept), states);
};

/** What a concept is called, the fully specified name first. */
function namesOf(world: World, concept: number): { term: string; born: number; retired: number }[] {
  const random = new Random(world.seed, 5, concept);
  const name = world.nameOf(concept);
  const tag = world.tagOf(concept);
  const born = world.born[concept] ?? 0;
  const names = [{ term: tag === '' ? name : `${name} (${tag})`, born, retired: NEVER }, { term: name, born, retired: NEVER }];
  for (const chance of [0.62, 0.38]) {
    if (!random.chance(chance)) break;
    const [first = '', ...others] = name.split(' ');
    const own = random.between(born, world.dates.length - 1);
    names.push({ term: `${others.join(' ')} ${first.toLowerCase()} ${random.chance(0.5) ? world.words.text(world.words.word(random)) : 'NOS'}`.trim(), born: own, retired: random.chance(0.1) && own + 1 < world.dates.length ? random.between(own + 1, world.dates.length - 1) : NEVER });
  }
  return names;
}

const descriptionId = (concept: number, at: number): string => madeId(concept * 5 + at + 1, 1);

export const descriptionRows: Rows = (world, concept, emit) => {
  const code = world.codes[concept] ?? '';
  for (const [at, { term, born, retired }] of namesOf(world, concept).entries()) emit(descriptionId(concept, at), world.moduleOf(concept), life(born, retired, `${code}\ten\t${at === 0 ? FSN : SYNONYM}\t${term}\t${concept % 3 === 0 ? INITIAL : INSENSITIVE}`));
};

export const definitionRows: Rows = (world, concept, emit) => {
  if (new Random(world.seed, 6, concept).chance(0.01)) emit(descriptionId(concept, 4), world.moduleOf(concept), life(world.born[concept] ?? 0, NEVER, `${world.codes[concept] ?? ''}\ten\t${DEFINITION}\tWhat is meant by ${world.nameOf(concept).toLowerCase()}, in "so many" words.\t${INSENSITIVE}`));
};

export const languageRows: Rows = (world, concept, emit) => {
  for (const [at, { born, retired }] of namesOf(world, concept).entries()) {
    for (const [dialect, refset] of [GB_ENGLISH, US_ENGLISH].entries()) emit(uuid(concept, at, 10 + dialect), world.moduleOf(concept), life(born, retired, `${refset}\t${descriptionId(concept, at)}\t${at < 2 ? PREFERRED : ACCEPTABLE}`));
  }
};

/** A concept of a hierarchy that is never retired: what attributes point to. The root of the hierarchy for want of another. */
function lastingConcept(world: World, random: Random, hierarchy: number, before: number, born: number): number {
  for (let tries = 0; tries < 12; tries++) {
    const found = Math.floor(random.next() * before);
    if (world.hierarchy[found] === hierarchy && world.retired[found] === NEVER && (world.born[found] ?? 0) <= born) return found;
  }
  return METADATA_CONCEPTS.length + hierarchy;
}

const relationshipId = (concept: number, at: number): string => madeId(concept * 16 + at + 1, 2);

export const relationshipRows: Rows = (world, concept, emit) => {
  const random = new Random(world.seed, 7, concept);
  const [born, retired, code, module] = [world.born[concept] ?? 0, world.retired[concept] ?? NEVER, world.codes[concept] ?? '', world.moduleOf(concept)];
  let at = 0;
  for (let link = world.parentsAt[concept] ?? 0; link < (world.parentsAt[concept + 1] ?? 0); link++) emit(relationshipId(concept, at++), module, life(born, retired, `${code}\t${world.codes[world.parents[link] ?? 0] ?? ''}\t0\t${ISA}\t${INFERRED}`));
  const relate = (group: number, type: string, hierarchy: number): void => {
    const target = lastingConcept(world, random, hierarchy, concept, born);
    const withdrawn = random.chance(0.1) && born + 1 < world.dates.length ? random.between(born + 1, world.dates.length - 1) : NEVER;
    emit(relationshipId(concept, at++), module, life(born, Math.min(retired, withdrawn), `${code}\t${world.codes[target] ?? ''}\t${group}\t${type}\t${INFERRED}`));
  };
  if (world.hierarchy[concept] === PRODUCT) for (let group = 1; group <= random.between(1, 2); group++) relate(group, '127489000', SUBSTANCE);
  else if ((world.hierarchy[concept] ?? -1) <= BODY) for (let group = 1; group <= random.between(0, 3); group++) {
    relate(group, '363698007', BODY);
    if (random.chance(0.7)) relate(group, '116676008', BODY);
    if (world.hierarchy[concept] === FINDING && random.chance(0.3)) relate(group, '246075003', SUBSTANCE);
  }
};

export const concreteRows: Rows = (world, concept, emit) => {
  const random = new Random(world.seed, 8, concept);
  if (world.hierarchy[concept] !== PRODUCT || !random.chance(0.5)) return;
  emit(relationshipId(concept, 15), world.moduleOf(concept), life(world.born[concept] ?? 0, world.retired[concept] ?? NEVER, `${world.codes[concept] ?? ''}\t#${random.between(1, 40) * 25}${random.chance(0.2) ? '.5' : ''}\t1\t${world.strength}\t${INFERRED}`));
};

export const axiomRows: Rows = (world, concept, emit) => {
  const parents = world.parents.subarray(world.parentsAt[concept], world.parentsAt[concept + 1]);
  const [first = 0] = parents;
  if (parents.length > 0) emit(uuid(concept, 0, 20), world.moduleOf(concept), life(world.born[concept] ?? 0, world.retired[concept] ?? NEVER, `733073007\t${world.codes[concept] ?? ''}\tSubClassOf(:${world.codes[concept] ?? ''} :${world.codes[first] ?? ''})`));
};

export const simpleRows: Rows = (world, concept, emit) => {
  if ((world.hierarchy[concept] ?? -1) < 0) return;
  const random = new Random(world.seed, 9, concept);
  for (const [at, refset] of world.simpleRefsets.entries()) if (random.chance(at === 0 ? 0.12 : 0.06)) emit(uuid(concept, at, 30), world.moduleOf(concept), life(world.born[concept] ?? 0, world.retired[concept] ?? NEVER, `${refset}\t${world.codes[concept] ?? ''}`));
};

export const mapRows: Rows = (world, concept, emit) => {
  if (world.hierarchy[concept] !== FINDING) return;
  const random = new Random(world.seed, 10, concept);
  const target = `${random.pick(['A', 'C', 'E', 'I', 'J', 'K', 'M', 'S'])}${random.between(10, 99)}.${random.between(0, 9)}`;
  emit(uuid(concept, 0, 40), world.moduleOf(concept), life(world.born[concept] ?? 0, world.retired[concept] ?? NEVER, `${world.mapRefset}\t${world.codes[concept] ?? ''}\t1\t1\tTRUE\tALWAYS ${target}\t${target}\t447561005\t447637006`));
};

export const associationRows: Rows = (world, concept, emit) => {
  const retired = world.retired[concept] ?? NEVER;
  if (retired === NEVER) return;
  const random = new Random(world.seed, 11, concept);
  emit(uuid(concept, 0, 50), world.moduleOf(concept), life(retired, NEVER, `${random.chance(0.5) ? SAME_AS : REPLACED_BY}\t${world.codes[concept] ?? ''}\t${world.codes[world.parents[world.parentsAt[concept] ?? 0] ?? 0] ?? ''}`));
};

export const inactivationRows: Rows = (world, concept, emit) => {
  const retired = world.retired[concept] ?? NEVER;
  if (retired !== NEVER) emit(uuid(concept, 0, 60), world.moduleOf(concept), life(retired, NEVER, `${CONCEPT_INACTIVATION}\t${world.codes[concept] ?? ''}\t${concept % 2 === 0 ? '900000000000482003' : '900000000000483008'}`));
};

/** Once for the whole release: which module needs which, said again with each release. */
export const dependencyRows: Rows = (world, concept, emit) => {
  if (concept !== 0) return;
  const needs: (readonly [from: string, to: string])[] = [[CORE_MODULE, MODEL_MODULE]];
  if (world.extensionFrom < world.size) needs.push([world.extensionModule, MODEL_MODULE], [world.extensionModule, CORE_MODULE]);
  for (const [at, [from, to]] of needs.entries()) emit(uuid(at, 0, 70), from, world.dates.map((date, place) => ({ date: place, active: true, rest: `${MODULE_DEPENDENCY}\t${to}\t${date}\t${date}` })));
};
