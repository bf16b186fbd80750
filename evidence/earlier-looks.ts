import type { SourceResult } from "../observations/observations.ts";

/** Below a run's folder: what it observed. */
export const OBSERVATIONS = "observations";
/** In that folder: by which look each check was judged. */
export const INDEX = "index.json";
/** In that folder: the looks that are not the last at their source, and by which checks were judged. */
export const EARLIER = "earlier.ndjson.gz";

/** A line of {@link EARLIER}. Of a list, what is the same in the last look is the number of its place there. */
export interface EarlierLook {
  source: string;
  number: number;
  list?: (number | [unknown])[];
}

/** An earlier look as it was seen. */
export function inFull(line: EarlierLook, last: SourceResult<unknown>): SourceResult<unknown> {
  const { source: _, number: _number, list, ...look } = line;
  const items = last.ok && Array.isArray(last.value) ? (last.value as unknown[]) : [];
  const value = list?.map((item) => (Array.isArray(item) ? item[0] : items[item]));
  return { ...look, ...(value && { value }) } as unknown as SourceResult<unknown>;
}
