import type { Components } from '../components.ts';
import type { ReleaseKind } from './file-name.ts';

export interface Release {
  /** The module that stands for all of it, as in the release's URI. */
  module: string;
  /** YYYYMMDD: that of the latest package. */
  effectiveTime: number;
  kind: ReleaseKind;
  packages: { name: string; effectiveTime: number }[];
}

export interface LoadedRelease {
  components: Components;
  release: Release;
}
