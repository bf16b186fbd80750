import type { Everything, ServedKind, ServedObject } from "../../../observations/everything.ts";
import type { KubernetesObject } from "../../../observations/objects.ts";
import type { SourceResult } from "../../../observations/observations.ts";
import type { Trouble, TroubleKind } from "../../../observations/trouble.ts";
import type { Api, ListableKind, Served } from "../../kube/api.ts";
import { troubleOf } from "../../trouble.ts";
import { monotonicMs } from "../../wait/clock.ts";
import { limited } from "../../wait/turnstile.ts";
import type { Seen, Source } from "../source.ts";
import { cutDown } from "./cut-down.ts";
import { heldList, leftOutBecause, nameOf, withoutStatus } from "./served-kinds.ts";

/**
 * Each kind that the API serves, listed once. A kind that cannot be listed keeps its trouble and spoils no other one;
 * discovery that fails is trouble of the whole source, because then nobody knows what there is.
 */
export const everything: Source<"everything"> = async ({ api }, seen) => {
  const served = await api.served();
  const list = lister(api, seen);
  const oneOf = limited(AT_ONCE);
  const listed = await Promise.all(served.kinds.map((kind) => oneOf(() => list(kind))));
  const objects = listed.flatMap((one) => one.objects);
  return { kinds: listed.map(({ kind }) => kind), objects, undiscovered: undiscoveredIn(served, objects) };
};

interface Listed {
  kind: ServedKind;
  objects: ServedObject[];
}

/** Lists under way at once: below what API priority and fairness gives a single user in a burst. */
const AT_ONCE = 4;
/** What was not begun by then is not asked any more: nobody waits an hour for a server that answers nothing. */
const LONGEST_MS = 60_000;
/** A group of which so many lists had no answer has a server that is gone. */
const ENOUGH = 2;

/** Lists a kind, or takes over the list that this run holds of it. */
function lister(api: Api, seen: Seen): (kind: ListableKind) => Promise<Listed> {
  const startedMs = monotonicMs();
  const unanswered = new Map<string, Trouble[]>();

  return async (kind) => {
    const leftOut = leftOutBecause(kind);
    if (leftOut !== undefined) return { kind: { ...kind, leftOut }, objects: [] };
    const held = heldList(kind);
    const read = held && seen.lately(held);
    if (read) return takenOver(kind, await read);
    const gone = goneFor(kind);
    return gone ? { kind: { ...kind, trouble: gone }, objects: [] } : listed(kind);
  };

  async function listed(kind: ListableKind): Promise<Listed> {
    const keep = (object: KubernetesObject): KubernetesObject => cutDown(object, kind);
    try {
      const objects = (await api.list(kind, { metadataOnly: withoutStatus(kind), keep })) as ServedObject[];
      return { kind: { ...kind, count: objects.length, at: api.clock.now().toISOString() }, objects };
    } catch (error) {
      const trouble = troubleOf(error);
      if (NO_ANSWER.has(trouble.kind)) unanswered.set(kind.group, [...(unanswered.get(kind.group) ?? []), trouble]);
      return { kind: { ...kind, trouble }, objects: [] };
    }
  }

  function goneFor({ group, resource }: ListableKind): Trouble | undefined {
    const [first, ...more] = unanswered.get(group) ?? [];
    if (first && more.length + 1 >= ENOUGH) return first;
    if (monotonicMs() - startedMs <= LONGEST_MS) return undefined;
    const message = `${nameOf({ group, resource })} was not asked for: the lists before it took ${LONGEST_MS / 1000} s`;
    return { kind: "timeout", message };
  }
}

function takenOver(kind: ListableKind, read: SourceResult<KubernetesObject[]>): Listed {
  if (!read.ok) return { kind: { ...kind, trouble: read.trouble }, objects: [] };
  const objects = read.value.map((object) => cutDown(object, kind));
  return { kind: { ...kind, count: objects.length, at: read.asOf ?? read.at }, objects };
}

const NO_ANSWER: ReadonlySet<TroubleKind> = new Set(["throttled", "server-error", "unreachable", "timeout"] as const);

/**
 * Groups whose own server does not answer, and those that an APIService hands to a server and discovery lacks. Groups
 * of metrics hold figures and no objects.
 */
function undiscoveredIn({ stale, versions }: Served, objects: readonly ServedObject[]): Everything["undiscovered"] {
  const known = new Set(versions);
  const named = objects
    .filter(({ kind, spec }) => kind === "APIService" && spec?.["service"] !== undefined)
    .map(({ metadata }) => /^([^.]+)\.(.+)$/.exec(metadata.name ?? ""))
    .flatMap((parts) => (parts ? [`${parts[2]}/${parts[1]}`] : []))
    .filter((groupVersion) => !known.has(groupVersion));
  return [
    ...stale.map((groupVersion) => ({ groupVersion, why: "its server does not answer discovery" })),
    ...named.map((groupVersion) => ({ groupVersion, why: "an APIService names it, and discovery does not list it" })),
  ].filter(({ groupVersion }) => !/(^|\.)metrics\.k8s\.io\//.test(groupVersion));
}
