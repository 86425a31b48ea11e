import type { CodeableConcept, Element, Extension, Reference, Resource } from '@medplum/fhirtypes';
import { SourceError } from '../../import/contract.ts';

/**
 * Reads one JSON object of an STU3 source, element by element, and remembers what it was asked for.
 * `finish` builds the R4 element and keeps, as extensions, whatever no mapping asked for:
 * so a mapping may be incomplete, but it cannot lose anything.
 */
export class Reader {
  readonly place: string;
  readonly world: World;
  readonly #type: string;
  readonly #source: Readonly<Record<string, unknown>>;
  readonly #unread: Set<string>;
  #extensions: Extension[] | undefined;

  /** `type` is the STU3 name of what is read: `Patient`, `Coding`, `Immunization.practitioner`. */
  constructor(type: string, value: unknown, place: string, world: World) {
    if (!isObject(value)) throw new SourceError(place, 'is not an object');
    this.place = place;
    this.world = world;
    this.#type = type;
    this.#source = value;
    this.#unread = new Set(Object.keys(value).filter((key) => !UNSAFE.has(key)));
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#source, name);
  }

  /** The members that have not been read yet. */
  names(): string[] {
    return [...this.#unread];
  }

  /** The element, or undefined where the source has none. */
  one<T>(name: string, parse: Parse<T>): T | undefined {
    if (!this.#unread.delete(name)) return undefined;
    const value = this.#source[name];
    return value === null ? undefined : parse(value, `${this.place}.${name}`, this.world);
  }

  /** A repeating element, or undefined where the source has none. */
  many<T>(name: string, parse: Parse<T>): T[] | undefined {
    if (!this.#unread.delete(name)) return undefined;
    const place = `${this.place}.${name}`;
    const values = this.#source[name];
    if (!Array.isArray(values)) throw new SourceError(place, 'is not an array');
    const read: T[] = [];
    for (let i = 0; i < values.length; i++) {
      const item = parse(values[i], `${place}[${i}]`, this.world);
      if (item !== undefined) read.push(item);
    }
    return read.length === 0 ? undefined : read;
  }

  /** An element that R4 demands and STU3 demanded too. */
  required<T>(name: string, parse: Parse<T>): T {
    const value = this.one(name, parse);
    if (value === undefined) throw new SourceError(`${this.place}.${name}`, 'is missing');
    return value;
  }

  /** Says that an element is left out on purpose. Its mapping must say why. */
  drop(...names: string[]): void {
    for (const name of names) this.#unread.delete(name);
  }

  /** Takes out an (already R4) extension whose content has an element of its own in R4. */
  pluck<K extends keyof Extension>(url: string, member: K): Extension[K] | undefined {
    const extensions = this.#ownExtensions();
    const at = extensions.findIndex((extension) => extension.url === url && extension[member] !== undefined);
    return at < 0 ? undefined : extensions.splice(at, 1)[0]?.[member];
  }

  /** The R4 element: `elements` without what is undefined, plus the extensions and everything unread. */
  finish<T extends { id?: string; extension?: Extension[] }>(elements: Loose<T>): T {
    const built: Record<string, unknown> = {};
    const id = this.#unread.delete('id') ? this.#source['id'] : undefined;
    if (typeof id === 'string') built['id'] = id;
    for (const name in elements) {
      const value: unknown = elements[name];
      if (value !== undefined && name !== 'extension') built[name] = value;
    }
    const extensions = [...(elements.extension ?? []), ...this.#ownExtensions()];
    for (const name of this.#unread) {
      if (name.startsWith('_') && isInPlace(elements, name.slice(1))) {
        built[name] = shadow(this.#source[name], `${this.place}.${name}`, this.world);
      } else {
        const url = `${STU3_ELEMENT}${this.#type}.${name.replace(/^_/, '')}`;
        extensions.push(...this.world.keep(url, this.#source[name], `${this.place}.${name}`));
      }
    }
    if (extensions.length > 0) built['extension'] = extensions;
    return built as T;
  }

  #ownExtensions(): Extension[] {
    this.#extensions ??= this.many('extension', this.world.extension) ?? [];
    return this.#extensions;
  }
}

/** Turns one JSON value into an R4 value, or throws a SourceError that names the place. */
export type Parse<T> = (value: unknown, place: string, world: World) => T | undefined;

/** What the reading of one resource needs to know of the rest of the bundle. */
export interface World {
  extension: Parse<Extension>;
  /** The extensions that carry an STU3 element which R4 does not have. */
  keep(url: string, value: unknown, place: string): Extension[];
  /** Where a reference of the source leads in R4. Throws when it leads nowhere. */
  target(reference: string, place: string): Target;
  /** The R4 form of a contained resource. */
  contained: Parse<Resource>;
  /** What a reference to a Medication becomes. */
  medication: Parse<InlineMedication>;
}

export interface Target {
  /** Absent where the target was not taken over: the reference stays as an identifier. */
  reference?: string;
  display?: string;
}

/** How a `medicationReference` stands in R4. */
export interface InlineMedication {
  medicationCodeableConcept?: CodeableConcept;
  medicationReference?: Reference<never>;
  contained?: Resource[];
}

/** T whose optional members may also be given as undefined. */
type Loose<T> = { [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };

/** Official form of an STU3 element within R4: https://hl7.org/fhir/R4/versions.html#extensions */
const STU3_ELEMENT = 'http://hl7.org/fhir/3.0/StructureDefinition/extension-';
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype', 'fhir_comments']);

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True when the R4 element keeps the STU3 name and is a primitive, so that `_name` may stand beside it. */
function isInPlace(elements: object, name: string): boolean {
  if (!Object.hasOwn(elements, name)) return false;
  const value: unknown = Object.entries(elements).find(([key]) => key === name)?.[1];
  return Array.isArray(value) ? value.every((item) => typeof item !== 'object') : typeof value !== 'object';
}

/** The `_name` companion of a primitive: ids and extensions, position by position for a repeating one. */
function shadow(value: unknown, place: string, world: World): unknown {
  if (Array.isArray(value)) return value.map((item, i) => (item === null ? null : shadow(item, `${place}[${i}]`, world)));
  return new Reader('Element', value, place, world).finish<Element>({});
}
