/**
 * What one run of the validator has found, and where in the resource it stands.
 * The place is a stack of names that costs two array writes per level; the text of it is made only for a fault.
 */

export type IssueCode = 'structure' | 'required' | 'value' | 'invariant' | 'code-invalid' | 'not-supported' | 'too-long';

export type Severity = 'error' | 'warning' | 'information';

export interface ValidationIssue {
  severity: Severity;
  code: IssueCode;
  /** FHIRPath of the fault: `Observation.component[1].valueQuantity.value`. */
  expression: string;
  /** Plain words, without any value of the resource. */
  message: string;
}

/** A fault whose place is not yet known. Made once, at start. */
export interface Fault {
  code: IssueCode;
  message: string;
  /** Absent for an error. */
  severity?: Severity;
}

/** A text that starts with `#`: it names a contained resource, or the container itself. */
export interface LocalReference {
  id: string;
  /** Index of the contained resource it stands in, or -1. */
  from: number;
  /** Set for a Reference, which must resolve; absent for a uri or canonical, which may mean something else. */
  expression?: string;
}

/** Beyond this many the rest is noise, and a hostile resource must not fill the memory. */
const MOST_ISSUES = 100;
/** Deeper than any real resource; keeps recursion far from the end of the stack. */
const DEEPEST = 64;

const TOO_DEEP: Fault = { code: 'structure', message: `must not be nested deeper than ${DEEPEST} levels` };

export class Findings {
  readonly issues: ValidationIssue[] = [];
  /** What is no error, when it is asked for. Apart, so that it can never crowd out an error. */
  advice: ValidationIssue[] | undefined;
  /** The type of the resource being checked, and how deep it stands. */
  resourceType = '';
  resourceDepth = 0;
  /** True while inside a Bundle, where a reference may be a search (`Patient?identifier=…`). */
  inBundle = false;
  /** References to contained resources within the resource being checked; made when the first is met. */
  localReferences: LocalReference[] | undefined;
  /** Index of the contained resource being checked, or -1. */
  contained = -1;
  readonly #root: string;
  readonly #names: string[] = [];
  readonly #indexes: number[] = [];
  #depth = 0;

  /** `root` is the name that every place starts with: the resource type. */
  constructor(root: string) {
    this.#root = root;
  }

  /** The item of the innermost array that is being looked at. */
  get index(): number {
    return this.#indexes[this.#depth - 1] ?? -1;
  }

  /** Steps into a property. False when that would be too deep: do not step in, and do not leave. */
  enter(name: string): boolean {
    if (this.#depth >= DEEPEST) {
      this.report(TOO_DEEP, name);
      return false;
    }
    this.#names[this.#depth] = name;
    this.#indexes[this.#depth] = -1;
    this.#depth++;
    return true;
  }

  /** Moves to an item of the array that was entered. */
  at(index: number): void {
    this.#indexes[this.#depth - 1] = index;
  }

  leave(): void {
    this.#depth--;
  }

  get depth(): number {
    return this.#depth;
  }

  get full(): boolean {
    return this.issues.length >= MOST_ISSUES;
  }

  /** Reports a fault here, or at a property of what stands here. */
  report(fault: Fault, property?: string, index = -1): void {
    if (fault.severity === undefined ? !this.full : this.advice !== undefined) this.reportAt(this.place(property, index), fault);
  }

  /** Reports a fault at a place that was noted before. */
  reportAt(expression: string, { code, message, severity = 'error' }: Fault): void {
    const issues = severity === 'error' ? this.issues : this.advice;
    if (issues !== undefined && issues.length < MOST_ISSUES) issues.push({ severity, code, expression, message });
  }

  /** The properties from the resource being checked to here. */
  get path(): string[] {
    return this.#names.slice(this.resourceDepth, this.#depth);
  }

  /** Notes a `#` reference that stands at a property of this place. */
  noteLocal(text: string, property: string, mustResolve: boolean): void {
    const note: LocalReference = { id: text.slice(1), from: this.contained };
    if (mustResolve) note.expression = this.place(property);
    (this.localReferences ??= []).push(note);
  }

  place(property?: string, index = -1): string {
    let text = this.#root;
    for (let i = 0; i < this.#depth; i++) text += step(this.#names[i] ?? '', this.#indexes[i] ?? -1);
    return property === undefined ? text : text + step(property, index);
  }
}

function step(name: string, index: number): string {
  return index === -1 ? `.${name}` : `.${name}[${index}]`;
}
