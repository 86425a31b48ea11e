/**
 * Named typed arrays as one block of bytes and back, without copying: how what is made of a release is kept.
 * Layout: length of the directory (4 bytes, little endian), the directory as JSON, then each section from a multiple of
 * eight on.
 */
const KINDS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f64: Float64Array } as const;
type Kind = keyof typeof KINDS;
export type Section = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

interface Directory {
  /** Whatever the maker needs to know besides. JSON. */
  about: unknown;
  sections: { name: string; kind: Kind; at: number; length: number }[];
}

export interface Sections {
  about: unknown;
  readonly u8: (name: string) => Uint8Array;
  readonly u16: (name: string) => Uint16Array;
  readonly u32: (name: string) => Uint32Array;
  readonly i32: (name: string) => Int32Array;
  readonly f64: (name: string) => Float64Array;
}

const aligned = (at: number): number => Math.ceil(at / 8) * 8;

export function packSections(about: unknown, sections: Readonly<Record<string, Section>>): Uint8Array {
  let at = 0;
  const listed = Object.entries(sections).map(([name, section]) => {
    const entry = { name, kind: kindOf(section), at, length: section.length };
    at = aligned(at + section.byteLength);
    return { entry, section };
  });
  const directory = Buffer.from(JSON.stringify({ about, sections: listed.map(({ entry }) => entry) } satisfies Directory));
  const start = aligned(4 + directory.length);
  const packed = new Uint8Array(start + at);
  new DataView(packed.buffer).setUint32(0, directory.length, true);
  packed.set(directory, 4);
  for (const { entry, section } of listed) packed.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), start + entry.at);
  return packed;
}

/** Views of the block; it has to begin at a multiple of eight in its buffer, as a buffer of its own does. */
export function unpackSections(packed: Uint8Array): Sections {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  const { about, sections } = JSON.parse(Buffer.from(packed.buffer, packed.byteOffset + 4, length).toString()) as Directory;
  const start = packed.byteOffset + aligned(4 + length);
  const byName = new Map(sections.map((entry) => [entry.name, entry]));
  const find = (name: string, kind: Kind): { at: number; length: number } => {
    const entry = byName.get(name);
    if (entry?.kind !== kind) throw new Error(`No section ${name} of ${kind}`);
    return { at: start + entry.at, length: entry.length };
  };
  const buffer = packed.buffer;
  const made = new Map<string, Section>();
  // The same view each time: what is asked in a loop asks for it by name.
  const view = <T extends Section>(name: string, kind: Kind, make: (at: number, length: number) => T): T => {
    const held = made.get(name);
    if (held !== undefined) return held as T;
    const { at, length } = find(name, kind);
    const section = make(at, length);
    made.set(name, section);
    return section;
  };
  return {
    about,
    u8: (name) => view(name, 'u8', (at, length) => new Uint8Array(buffer, at, length)),
    u16: (name) => view(name, 'u16', (at, length) => new Uint16Array(buffer, at, length)),
    u32: (name) => view(name, 'u32', (at, length) => new Uint32Array(buffer, at, length)),
    i32: (name) => view(name, 'i32', (at, length) => new Int32Array(buffer, at, length)),
    f64: (name) => view(name, 'f64', (at, length) => new Float64Array(buffer, at, length)),
  };
}

function kindOf(section: Section): Kind {
  for (const [kind, Type] of Object.entries(KINDS)) if (section instanceof Type) return kind as Kind;
  throw new Error('Not a section');
}
