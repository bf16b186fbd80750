import type { Watched } from "../../observations/followed.ts";
import type { KubernetesObject } from "../../observations/objects.ts";
import type { SourceResult } from "../../observations/observations.ts";
import { now } from "../wait/clock.ts";
import { isList, type Gatherer } from "../observe/gather.ts";
import type { Sightings } from "./sightings.ts";

/** The sources that make the timeline. */
export const WATCHED: readonly Watched[] = [
  "namespaces",
  "nodes",
  "customResourceDefinitions",
  "helmSecrets",
  "pods",
  "events",
  "gitRepositories",
  "ociRepositories",
  "kustomizations",
  "helmReleaseResources",
];

/** The same gatherer; what its lists and watches bring reaches `seen` as it comes. */
export function tapped(gather: Gatherer, seen: Sightings): Gatherer {
  const reported = new Map<Watched, unknown>();
  return {
    ...gather,
    async look(keys, maxAgeMs) {
      const results = await gather.look(keys, maxAgeMs);
      for (const source of WATCHED) {
        const look = results[source];
        if (!look || reported.get(source) === look) continue;
        reported.set(source, look);
        listed(seen, source, look);
      }
      return results;
    },
    collection(key) {
      const source = WATCHED.find((watched) => watched === key);
      const collection = isList(key) ? gather.collection(key) : undefined;
      if (!collection || source === undefined) return collection;
      return {
        get resourceVersion() {
          return collection.resourceVersion;
        },
        // an open stream proves nothing by itself; a resource version that it sends does
        confirm: (resourceVersion) => {
          collection.confirm(resourceVersion);
          if (resourceVersion !== undefined) seen.alive(source, now().getTime());
        },
        apply: (type, object) => {
          collection.apply(type, object);
          seen.changed(source, type, object, now().getTime());
        },
      };
    },
  };
}

function listed(seen: Sightings, source: Watched, look: SourceResult<KubernetesObject[]>): void {
  const doneMs = Date.parse(look.at);
  const begunMs = doneMs - look.tookMs;
  if (look.ok) seen.listed(source, look.value, begunMs, doneMs);
  else if (look.trouble.kind === "not-served") seen.unserved(source, look.trouble.message, begunMs, doneMs);
  else seen.trouble(source, look.trouble.message, begunMs);
}
