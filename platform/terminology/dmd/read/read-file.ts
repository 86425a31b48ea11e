/**
 * Reads one dm+d file as it streams by: each row goes to its table and is forgotten. Refused at the first line that is
 * not well formed or holds what its schema does not know.
 */
import { createHash } from 'node:crypto';
import { SaxesParser } from 'saxes';
import type { TableLayout } from '../layout.ts';
import { ReleaseFault } from '../../rf2/release-fault.ts';
import { baseName } from '../../rf2/sources/release-file.ts';
import type { DmdFile } from './release-files.ts';
import { WrongValue } from './wrong-value.ts';

/** What a row is handed to: its texts in the order of the layout's fields. */
export type Sink = (table: TableLayout, texts: readonly (string | undefined)[]) => void;

interface OpenTable {
  readonly layout: TableLayout;
  readonly places: ReadonlyMap<string, number>;
}

const placesOf = (layout: TableLayout): OpenTable => ({ layout, places: new Map(Object.keys(layout.fields).map((name, place) => [name, place])) });

class Reading {
  readonly #root: string;
  readonly #tables: ReadonlyMap<string, OpenTable>;
  readonly #flat: OpenTable | undefined;
  readonly #sink: Sink;
  readonly #path: string[] = [];
  #table: OpenTable | undefined;
  #texts: (string | undefined)[] = [];
  #outside: (string | undefined)[] = [];
  #inRow = 0;
  #place = -1;
  #text = '';

  constructor(file: DmdFile, sink: Sink) {
    this.#root = file.layout.root;
    this.#tables = new Map(file.layout.tables.map((layout) => [layout.within, placesOf(layout)]));
    this.#flat = this.#tables.get('');
    this.#sink = sink;
  }

  opened(name: string): void {
    const depth = this.#path.length;
    const within = this.#path[depth - 1];
    if (this.#place >= 0) throw new WrongValue(`${name} inside ${within}`);
    if (depth === 0) {
      if (name !== this.#root) throw new WrongValue(`begins with ${name}, not ${this.#root}`);
    } else if (this.#inRow > 0) this.#openField(name);
    else if (depth === 1 && this.#flat === undefined) {
      this.#table = this.#tables.get(name);
      if (this.#table === undefined) throw new WrongValue(`unknown element ${name} in ${within}`);
    } else {
      this.#table = this.#flat ?? this.#table;
      if (name !== this.#table?.layout.row) throw new WrongValue(`unknown element ${name} in ${within}`);
      this.#inRow = depth + 1;
      this.#texts = Array.from({ length: this.#table.places.size });
    }
    this.#path.push(name);
  }

  text(text: string): void {
    if (this.#place >= 0) this.#text += text;
    else if (text.trim() !== '') throw new WrongValue(`text in ${this.#path.at(-1) ?? 'the file'}, where none belongs`);
  }

  closed(): void {
    const name = this.#path.pop();
    if (this.#place >= 0) {
      this.#texts[this.#place] = this.#text;
      this.#place = -1;
    } else if (this.#table !== undefined && name === this.#table.layout.group && this.#path.length === this.#inRow) {
      this.#sink(this.#table.layout, this.#texts);
      this.#texts = this.#outside;
    } else if (this.#inRow > 0 && this.#path.length < this.#inRow) {
      if (this.#table !== undefined && this.#table.layout.group === undefined) this.#sink(this.#table.layout, this.#texts);
      this.#inRow = 0;
    }
  }

  #openField(name: string): void {
    const within = this.#path.at(-1);
    if (name === this.#table?.layout.group && this.#path.length === this.#inRow) {
      this.#outside = this.#texts;
      this.#texts = [...this.#texts];
      return;
    }
    const place = this.#table?.places.get(name);
    if (place === undefined) throw new WrongValue(`unknown element ${name} in ${within}`);
    if (this.#texts[place] !== undefined) throw new WrongValue(`${name} twice in ${within}`);
    this.#place = place;
    this.#text = '';
  }
}

export interface FileRead {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Reads the file to its end. `onBytes` hears of each piece. */
export async function readFile(file: DmdFile, sink: Sink, onBytes: (bytes: number) => void): Promise<FileRead> {
  const parser = new SaxesParser({ position: true });
  const reading = new Reading(file, sink);
  parser.on('opentag', (tag) => reading.opened(tag.name));
  parser.on('closetag', () => reading.closed());
  parser.on('text', (text) => reading.text(text));
  parser.on('cdata', (text) => reading.text(text));
  parser.on('doctype', () => {
    throw new WrongValue('a document type declaration, which dm+d files have not');
  });
  parser.on('error', (error) => {
    throw new WrongValue(error.message.replace(/^\d+:\d+: /, 'not well-formed XML: '));
  });
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  // The parser forgets where it is as it closes.
  let last = 0;
  try {
    for await (const chunk of file.read()) {
      hash.update(chunk);
      bytes += chunk.length;
      parser.write(decoder.decode(chunk, { stream: true }));
      onBytes(chunk.length);
    }
    parser.write(decoder.decode());
    last = parser.line;
    parser.close();
  } catch (error) {
    if (error instanceof WrongValue) throw new ReleaseFault(file.path, Math.max(last, parser.line), error.message);
    if (error instanceof TypeError) throw new ReleaseFault(file.path, parser.line, 'is not UTF-8');
    throw error;
  }
  return { name: baseName(file.path), bytes, sha256: hash.digest('hex') };
}
