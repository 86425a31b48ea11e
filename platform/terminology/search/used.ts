import type { PlacesOfConcepts } from './small-sets.ts';

/** No boost is larger: what is chosen all day still comes after a short term that is just what was typed. */
const LARGEST_BOOST = 0.9;

/** The concepts that somebody often chooses, with their terms: made once, asked at each key. */
export class UsedConcepts {
  readonly places: Uint32Array;
  readonly boosts: Float64Array;

  constructor(places: PlacesOfConcepts, boosts: Iterable<readonly [concept: number, boost: number]>) {
    const found: { place: number; boost: number }[] = [];
    for (const [concept, boost] of boosts) {
      if (boost > 0) for (const place of places.of(concept)) found.push({ place, boost: Math.min(boost, LARGEST_BOOST) });
    }
    found.sort((a, b) => a.place - b.place);
    this.places = Uint32Array.from(found, ({ place }) => place);
    this.boosts = Float64Array.from(found, ({ boost }) => boost);
  }
}
