import type { EventData } from 'node:test';

export interface TestResult {
  /** The names of its suites and its own, joined by " > ". */
  name: string;
  file: string;
  status: 'passed' | 'failed' | 'skipped';
  /** Milliseconds. */
  duration: number;
  error?: string;
}

/**
 * Turns the events of node:test into one result for each test. Suites are not tests, unless they fail by
 * themselves (in a hook); a file that holds no test is a failure, because it would pass whatever happened.
 */
export class TestRecord {
  readonly results: TestResult[] = [];
  readonly #files: ReadonlySet<string>;
  /** Tests that were announced and have not ended, with how often. */
  readonly #open = new Map<string, { name: string; file: string; times: number }>();
  #path: string[] = [];
  #file = '';

  constructor(files: readonly string[]) {
    this.#files = new Set(files);
  }

  announced(event: EventData.TestEnqueue): void {
    if (event.type === 'suite' || event.file === undefined || this.#isFile(event.name)) return;
    const times = this.#open.get(key(event))?.times ?? 0;
    this.#open.set(key(event), { name: event.name, file: event.file, times: times + 1 });
  }

  started({ name, nesting, file }: EventData.TestStart): void {
    if (file !== undefined && this.#files.has(file)) this.#file = file;
    this.#path = [...this.#path.slice(0, nesting), name];
  }

  passed(event: EventData.TestPass): void {
    this.#ended(event);
    const { name, nesting, file, skip, todo, details } = event;
    if (details.type === 'suite') return;
    const left = skip !== undefined || todo !== undefined;
    if (this.#isFile(name)) this.#add(name, nesting, name, 'failed', details.duration_ms, 'This file holds no test.');
    else this.#add(name, nesting, file, left ? 'skipped' : 'passed', details.duration_ms);
  }

  failed(event: EventData.TestFail): void {
    this.#ended(event);
    const { name, nesting, file, todo, details } = event;
    const { error } = details;
    const type = 'failureType' in error ? error.failureType : undefined;
    if (type === 'subtestsFailed') return;
    const place = this.#isFile(name) ? name : file;
    this.#add(name, nesting, place, todo === undefined ? 'failed' : 'skipped', details.duration_ms, describe(error));
  }

  /** To be called last: a process that exits early takes its remaining tests with it, and nobody else says so. */
  closed(): void {
    for (const { name, file, times } of this.#open.values()) {
      for (let i = 0; i < times; i++) this.#add(name, 0, file, 'failed', 0, 'The process ended before this test did.');
    }
    this.#open.clear();
  }

  #ended(event: Place): void {
    const open = this.#open.get(key(event));
    if (open !== undefined) open.times--;
  }

  #isFile(name: string): boolean {
    return this.#files.has(name);
  }

  #add(
    name: string,
    nesting: number,
    file: string | undefined,
    status: TestResult['status'],
    duration: number,
    error?: string,
  ): void {
    if (file !== undefined && this.#files.has(file)) this.#file = file;
    const path = [...this.#path.slice(0, nesting), name].join(' > ');
    this.results.push({
      name: path,
      file: this.#file,
      status,
      duration: Math.round(duration),
      ...(error === undefined ? {} : { error }),
    });
  }
}

interface Place {
  name: string;
  file?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
}

function key({ name, file, line, column }: Place): string {
  return JSON.stringify([file, line, column, name]);
}

/** node:test wraps what a test threw; the cause is what its author wants to see. */
function describe(error: Error): string {
  const cause = error.cause ?? error;
  return cause instanceof Error
    ? (cause.stack ?? cause.message)
    : typeof cause === 'string'
      ? cause
      : JSON.stringify(cause);
}
