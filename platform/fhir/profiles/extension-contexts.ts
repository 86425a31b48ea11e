/**
 * The names by which the definition of an extension may call the place it stands at: the path of the element
 * (`Patient.contact.telecom`), the path from any data type on the way (`ContactPoint.system`), and the element's type.
 */
import type { Definitions } from '../validation/definitions.ts';

type Types = Definitions['types'];

/** `path` leads from the resource to the element that holds the extension. */
export function contextsAt(resourceType: string, path: readonly string[], types: Types): ReadonlySet<string> {
  let names = [resourceType, 'Resource', 'DomainResource'];
  let type = resourceType;
  for (const property of path) {
    const [element, next] = stepInto(type, property, types);
    type = next === 'SimpleQuantity' ? 'Quantity' : next;
    names = [...names.filter((name) => name.includes('.') || name in types).map((name) => `${name}.${element}`), type];
    if (type.includes('.')) names.push('BackboneElement');
  }
  return new Set(names);
}

/** The element a property belongs to (`value[x]` for `valueString`), and its type. */
function stepInto(type: string, property: string, types: Types): [string, string] {
  const elements = types[type]?.elements ?? {};
  const plain = elements[property]?.types[0];
  if (plain !== undefined) return [property, plain];
  for (const [name, { types: choices }] of Object.entries(elements)) {
    if (!name.endsWith('[x]') || !property.startsWith(name.slice(0, -3))) continue;
    const choice = choices.find((one) => one.toLowerCase() === property.slice(name.length - 3).toLowerCase());
    if (choice !== undefined) return [name, choice];
  }
  return [property, property === 'extension' ? 'Extension' : ''];
}
