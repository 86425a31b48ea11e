import { type ParameterShape, type ParameterType, searchDefinitions } from './definitions.ts';

export interface SearchParameterInfo {
  name: string;
  type: ParameterType;
  /** The canonical address of the official definition. */
  definition: string;
}

/** What a parameter of a type looks at, or undefined where the type has none of that name that this server answers. */
export function parameterOf(type: string, name: string): ParameterShape | undefined {
  const { parameters } = searchDefinitions();
  const own = parameters[type];
  if (own !== undefined && Object.hasOwn(own, name)) return own[name];
  const common = parameters['Resource'];
  return common !== undefined && Object.hasOwn(common, name) ? common[name] : undefined;
}

/** Every parameter that a search of the type answers, for its CapabilityStatement. */
export function searchParametersOf(type: string): SearchParameterInfo[] {
  const { parameters } = searchDefinitions();
  return Object.entries({ ...parameters['Resource'], ...parameters[type] })
    .map(([name, shape]) => ({ name, type: shape.type, definition: shape.url }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
