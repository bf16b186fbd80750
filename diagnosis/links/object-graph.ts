import type { Profile } from "../../clusters/profile.ts";
import { seenIn } from "../../criteria/judge.ts";
import type { Observations, SourceKey, SourceResults } from "../../observations/observations.ts";
import type { Edge } from "./edges/edge.ts";
import { edgesOfFlux } from "./edges/flux.ts";
import { bringersIn } from "./edges/missing.ts";
import { namesIn, workloadOf } from "./edges/names.ts";
import { edgesOfPlatform } from "./edges/platform.ts";
import { edgesOfReleases } from "./edges/releases.ts";
import { groundEdges } from "./ground.ts";
import { namedEdges } from "./named-edges.ts";
import { edgesOfWorkloads, ownersOf, workloadsIn } from "./edges/workloads.ts";

/** What waits for what, by subjects as findings name them. */
export interface ObjectGraph {
  /** The object that a subject speaks of: a pod's or container's workload; anything else is its own. */
  objectOf(subject: string): string;
  /** What keeps an object from being well, one step away. */
  causesOf(object: string): readonly string[];
  /** Why it is not there at all, by whoever should have brought it; none where it is. */
  bringersOf(object: string): readonly string[];
  /** Who made it: owner references, the nearest first. */
  ownersOf(object: string): readonly string[];
}

/** From what was seen, and what the profile says of what was not; sources that could not be read leave their edges out. */
export function objectGraph(results: SourceResults, profile?: Profile): ObjectGraph {
  const seen = seenIn(results);
  const world = { seen, profile };
  const of = <Key extends SourceKey>(key: Key): Observations[Key] | undefined => seen[key];
  const causes = mapOf([
    ...groundEdges(of),
    ...namedEdges(of),
    ...edgesOfWorkloads(seen, workloadOf),
    ...edgesOfReleases(world),
    ...edgesOfFlux(world),
    ...edgesOfPlatform(world),
  ]);
  const owners = mapOf(workloadsIn(seen).flatMap(([it, object]) => ownersOf(object).map((owner): Edge => [it, owner])));
  const { partsOf, bringersOf } = bringersIn(world);
  return {
    objectOf: namesIn(
      seen.pods ?? [],
      (profile?.nodes ?? []).map(({ name }) => name),
    ),
    bringersOf,
    causesOf: (object) => [...(causes.get(object) ?? []), ...partsOf(object)],
    ownersOf: (object) => [...(owners.get(object) ?? [])],
  };
}

function mapOf(edges: readonly Edge[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (from === to) continue;
    const known = found.get(from);
    if (known) known.add(to);
    else found.set(from, new Set([to]));
  }
  return found;
}
