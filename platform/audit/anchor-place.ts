import { join } from 'node:path';
import { Problem } from '../errors.ts';

/** Where heads are anchored outside the database. */
export interface AnchorPlace {
  /** A folder with one append-only file for each practice. */
  folder: string;
  /** The file with the key that signs them; not in the folder, so that the folder may be on a disk that others keep. */
  keyFile: string;
  /** An address that is sent each head besides. */
  url: string | undefined;
}

/**
 * From the setting AUDIT_ANCHOR: nothing (a folder beside the embedded database, which PostgreSQL has no part in),
 * another folder, or an https address that is sent each head while the file is kept too. Plain http is for this machine alone.
 */
export function anchorPlace(setting: string | undefined, dataDir: string): AnchorPlace {
  const keyFile = join(dataDir, 'audit-anchor.key');
  const beside = join(dataDir, 'audit-anchors');
  if (setting === undefined || setting === '') return { folder: beside, keyFile, url: undefined };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(setting)) return { folder: setting, keyFile, url: undefined };
  const url = URL.canParse(setting) ? new URL(setting) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname))) {
    return { folder: beside, keyFile, url: setting };
  }
  throw new Problem('invalid', 'AUDIT_ANCHOR must be a folder or an https address');
}
