/** Reduces the snapshot of a profile to a tree of the rules in which it is stricter than base FHIR R4. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { Definitions, ElementShape } from '../validation/definitions.ts';
import type { Discriminator, ElementRule, ProfileShape, Slicing } from './profile-shape.ts';

const BASE = 'http://hl7.org/fhir/StructureDefinition/';

/** What the snapshot is compared with. */
export interface Base {
  types: Definitions['types'];
  /** The value sets whose codes are listed: other bindings go unchecked. */
  valueSets: ReadonlySet<string>;
  /** Keys of the invariants base R4 has, which are checked there or not at all. */
  constraints: ReadonlySet<string>;
  /** The profiles slimmed together, by canonical: what references point to, and what others are derived from. */
  profiles: ReadonlyMap<string, StructureDefinition>;
}

/** One element of the snapshot, with those below it. */
interface Node {
  element: ElementDefinition;
  children: Map<string, Node>;
  slices: Map<string, Node>;
}

export function slimProfile(structure: StructureDefinition, base: Base): ProfileShape {
  const root = treeOf(structure, base);
  const rule = { ...constraintsOf(root.element, base), ...childRules(root, structure.type ?? '', base) };
  const shape: ProfileShape = { url: structure.url, version: structure.version ?? '', type: structure.type ?? '', rule };
  const contexts = contextsOf(structure);
  if (contexts !== undefined) shape.contexts = contexts;
  return shape;
}

function treeOf(structure: StructureDefinition, base: Base): Node {
  const inherited = new Set((base.profiles.get(structure.baseDefinition ?? '')?.snapshot?.element ?? []).map(({ id }) => id));
  const stated = new Map((structure.differential?.element ?? []).map((element) => [element.id, element]));
  const [first, ...rest] = structure.snapshot?.element ?? [];
  if (first === undefined) throw new Error(`${structure.url} has no snapshot`);
  const root = newNode(first);
  for (const element of rest) {
    const steps = (element.id ?? element.path ?? '').split('.').slice(1);
    const last = steps.pop() ?? '';
    const parent = steps.reduce<Node | undefined>((node, step) => descend(node, step), root);
    const [name = '', slice] = last.split(':');
    if (parent === undefined) throw new Error(`${structure.url}: ${element.id ?? ''} has no parent`);
    if (slice === undefined) parent.children.set(name, newNode(element));
    else {
      // A new slice is mandatory only where it says so: snapshots may repeat the minimum of the whole element in it.
      const min = inherited.has(element.id) ? element.min : stated.get(element.id)?.min;
      parent.children.get(name)?.slices.set(slice, newNode({ ...element, min: min ?? 0 }));
    }
  }
  return root;
}

function newNode(element: ElementDefinition): Node {
  return { element, children: new Map(), slices: new Map() };
}

function descend(node: Node | undefined, step: string): Node | undefined {
  const [name = '', slice] = step.split(':');
  const child = node?.children.get(name);
  return slice === undefined ? child : child?.slices.get(slice);
}

/** Undefined when nothing is stricter. */
function childRules(node: Node, type: string, base: Base): { children?: Record<string, ElementRule> } {
  const children: Record<string, ElementRule> = {};
  for (const [name, child] of node.children) {
    const shape = base.types[type]?.elements[name] ?? primitiveElement(type, name, base);
    if (shape === undefined) continue;
    const rule = elementRule(child, name, shape, base);
    if (Object.keys(rule).length > 0) children[name] = rule;
  }
  return Object.keys(children).length > 0 ? { children } : {};
}

/** A primitive type is not among the definitions: what it has is its extensions. */
function primitiveElement(type: string, name: string, base: Base): ElementShape | undefined {
  return base.types[type] === undefined && name === 'extension' ? { types: ['Extension'], many: true } : undefined;
}

function elementRule(node: Node, name: string, shape: ElementShape, base: Base): ElementRule {
  const { element } = node;
  const rule: ElementRule = { ...occurrence(element, shape), ...valueRule(element, shape, base), ...constraintsOf(element, base) };
  if (rule.max === 0) return { max: 0 };
  const types = typesOf(element, shape);
  if (name.endsWith('[x]')) {
    if (types.length < shape.types.length) rule.types = types;
    Object.assign(rule, typedRules(node, name, shape, base));
  } else Object.assign(rule, slicingOf(node, shape, base));
  const [only] = types;
  if (only !== undefined && types.length === 1) Object.assign(rule, childRules(node, only, base));
  return rule;
}

function occurrence({ min = 0, max = '*' }: ElementDefinition, shape: ElementShape): ElementRule {
  const rule: ElementRule = {};
  if (min > (shape.required ? 1 : 0)) rule.min = min;
  if (max !== '*' && (shape.many || max === '0')) rule.max = Number(max);
  return rule;
}

function valueRule(element: ElementDefinition, shape: ElementShape, base: Base): ElementRule {
  const rule: ElementRule = {};
  for (const [key, value] of Object.entries(element)) {
    if (/^fixed[A-Z]/.test(key)) rule.fixed = value;
    if (/^pattern[A-Z]/.test(key)) rule.pattern = value;
  }
  const valueSet = requiredValueSet(element);
  if (valueSet !== shape.valueSet && base.valueSets.has(valueSet)) rule.valueSet = valueSet;
  const targets = targetsOf(element, base);
  if (targets.length > 0 && (shape.targets === undefined || shape.targets.some((target) => !targets.includes(target)))) rule.targets = targets;
  return rule;
}

/** Without its version; empty where there is none. */
export function requiredValueSet({ binding }: ElementDefinition): string {
  return binding?.strength === 'required' ? (binding.valueSet ?? '').replace(/\|.*/, '') : '';
}

function targetsOf(element: ElementDefinition, { profiles }: Base): string[] {
  const targets = (element.type ?? []).flatMap((type) => (type.code === 'Reference' ? (type.targetProfile ?? []) : []));
  const names = [...new Set(targets.map((target) => profiles.get(target)?.type ?? target.replace(BASE, '')))].sort();
  return names.includes('Resource') || names.some((name) => name.includes(':')) ? [] : names;
}

function typesOf(element: ElementDefinition, shape: ElementShape): string[] {
  if (shape.types.length === 1) return shape.types;
  const codes = new Set((element.type ?? []).map((type) => type.code));
  return shape.types.filter((type) => codes.has(type === 'SimpleQuantity' ? 'Quantity' : type));
}

function constraintsOf(element: ElementDefinition, base: Base): ElementRule {
  const keys = (element.constraint ?? []).map(({ key }) => key ?? '').filter((key) => !base.constraints.has(key));
  return keys.length > 0 ? { constraints: [...new Set(keys)] } : {};
}

/** A choice is sliced by its types: `value[x]:valueQuantity`. */
function typedRules({ slices }: Node, name: string, shape: ElementShape, base: Base): ElementRule {
  const typed: Record<string, ElementRule> = {};
  for (const [slice, node] of slices) {
    const type = shape.types.find((one) => slice.toLowerCase() === `${name.slice(0, -3)}${one}`.toLowerCase());
    if (type === undefined) throw new Error(`${node.element.id ?? ''} is no type of ${name}`);
    const rule = elementRule(node, slice, { types: [type] }, base);
    if (Object.keys(rule).length > 0) typed[type] = rule;
  }
  return Object.keys(typed).length > 0 ? { typed } : {};
}

function slicingOf({ element, slices }: Node, shape: ElementShape, base: Base): ElementRule {
  // Extensions are always sliced by url, said or not.
  const by = shape.types[0] === 'Extension' ? [{ type: 'value' as const, path: 'url' }] : (element.slicing?.discriminator ?? []).map(discriminatorOf);
  const closed = element.slicing?.rules === 'closed';
  const kept: Record<string, ElementRule> = {};
  for (const [name, node] of slices) {
    const { required: _ofTheWhole, ...each } = shape;
    const profile = each.types[0] === 'Extension' ? node.element.type?.[0]?.profile?.[0] : undefined;
    // An extension is held against its definition wherever it stands: here only how often.
    const rule = profile === undefined ? elementRule(node, name, each, base) : { ...occurrence(node.element, each), children: { url: { fixed: profile } } };
    const matters = closed || (profile === undefined ? Object.keys(rule).length > 0 : rule.min !== undefined || rule.max !== undefined);
    if (matters) kept[name] = rule;
  }
  if (Object.keys(kept).length === 0 || by.length === 0) return {};
  const slicing: Slicing = { by, slices: kept };
  if (closed) slicing.closed = true;
  if (element.slicing?.ordered) slicing.ordered = true;
  return { slicing };
}

/** No profile here tells slices by a profile: one that does would need the check of one profile within another. */
function discriminatorOf({ type, path }: NonNullable<NonNullable<ElementDefinition['slicing']>['discriminator']>[number]): Discriminator {
  if (type === 'profile') throw new Error(`the discriminator ${type} ${path} cannot be checked`);
  return { type, path };
}

/** A FHIRPath context or a condition on one cannot be told here: such an extension may stand anywhere. */
function contextsOf({ type, context, contextInvariant }: StructureDefinition): string[] | undefined {
  if (type !== 'Extension' || context === undefined || contextInvariant !== undefined) return undefined;
  if (context.some((one) => one.type !== 'element')) return undefined;
  const names = [...new Set(context.map((one) => one.expression ?? ''))].sort();
  return names.includes('Element') ? undefined : names;
}
