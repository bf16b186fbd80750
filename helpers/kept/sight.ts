import path from "node:path";
import type { Sight } from "../../fleet/member.ts";
import { COMPARED_SOURCES, sightOf } from "../../fleet/sight.ts";
import { readLastLooks } from "./observations.ts";

/** What a run's folder tells of its cluster that other clusters must not have too. Throws UsageError. */
export function sightIn(folder: string): Sight {
  const { profile, results } = readLastLooks(path.join(folder, "observations"), COMPARED_SOURCES);
  return sightOf(results as Parameters<typeof sightOf>[0], profile);
}
