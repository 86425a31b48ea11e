/** A file of a release, wherever it lies. */
export interface ReleaseFile {
  /** The folder or zip it was found in, as given. */
  source: string;
  /** Its path in there, with `/`. */
  path: string;
  /** Bytes, as the folder or zip says. */
  size: number;
  /** What is the same only where the content is; hex. */
  digest(): Promise<string>;
  /** Its bytes in order. Throws where a zip's checksum of it does not agree. */
  read(): AsyncIterable<Uint8Array>;
}

export interface Source {
  files: ReleaseFile[];
  close(): Promise<void>;
}

/** The last part of its path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
