import { isQuiet } from "./quiet.ts";

/** A change of one value in a JSON document, made in place on a copy. */
export interface ValueChange {
  path: readonly (string | number)[];
  change: string;
  apply(document: unknown): void;
}

/**
 * The small changes of a document's values that a real cluster could show: a list, a map, a list's item, a count, a
 * state or a reference that is not there, a boolean the other way round, a count at 0 or off by one, a state turned
 * round or unknown, a reference to something else. Left out: what `quiet.ts` names, and other texts, which no server
 * leaves out and no check judges. Of long lists the first items stand for all.
 */
export function valueChanges(document: unknown, path: readonly (string | number)[] = []): ValueChange[] {
  if (Array.isArray(document)) {
    return document
      .slice(0, ITEMS)
      .flatMap((item, index) => [
        removal([...path, index], "item removed"),
        ...(isContainer(item) ? valueChanges(item, [...path, index]) : []),
      ]);
  }
  if (!isContainer(document)) return leafChanges(document, path);
  return Object.entries(document).flatMap(([key, value]) =>
    isQuiet(key) || (key === "conditions" && Array.isArray(value))
      ? []
      : [...containerChanges(value, [...path, key]), ...valueChanges(value, [...path, key])],
  );
}

const ITEMS = 2;

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Servers leave out what is empty: an empty list that is not there says the same. */
const containerChanges = (value: unknown, path: readonly (string | number)[]): ValueChange[] =>
  isContainer(value) && Object.keys(value).length > 0 ? [removal(path, "removed")] : [];

/** A boolean or a count that is not there is false or 0: servers leave out both. */
function leafChanges(value: unknown, path: readonly (string | number)[]): ValueChange[] {
  const to = (change: string, changed: unknown): ValueChange => replacement(path, change, changed);
  if (typeof value === "boolean") return [value ? removal(path, "removed") : to("flipped", true)];
  if (typeof value === "number") {
    if (value === 0) return [to("one more", 1)];
    return [removal(path, "removed"), ...(value === 1 ? [to("0", 0)] : [to("0", 0), to("one less", value - 1)])];
  }
  if (typeof value !== "string" || value === "") return [];
  const opposite = OPPOSITES[value];
  if (opposite !== undefined) return [to("opposite", opposite), removal(path, "removed")];
  const key = String(path.at(-1));
  if (STATES.test(key)) return [to("unknown", "Unknown"), removal(path, "removed")];
  return REFERENCES.test(key) ? [to("renamed", `${value}-x`), removal(path, "removed")] : [];
}

/** Keys whose text says how something is. */
const STATES = /^(state|status|phase|health|stage|peeringState|updateStatus|operationalState|leader)$/;

/** Keys whose text names another object or an address of one. */
const REFERENCES =
  /^(name|nodeName|volumeName|secretName|serviceName|holderIdentity|clusterIP|hostIP|podIP|ip|address|host|hostname|nodename|mode|version|kubeletVersion|lastAppliedRevision)$/;

/** Words in which clusters and commands say that something is well, and what they would say otherwise. */
export const OPPOSITES: Record<string, string> = {
  True: "False",
  False: "True",
  true: "false",
  Ready: "NotReady",
  Running: "Failed",
  Bound: "Lost",
  Active: "Terminating",
  Ok: "Failure",
  OK: "FAILED",
  ok: "failed",
  HEALTH_OK: "HEALTH_ERR",
  deployed: "failed",
  established: "idle",
  operational: "failed",
  running: "booting",
  up: "down",
  ready: "failed",
  Established: "Active",
};

const removal = (path: readonly (string | number)[], change: string): ValueChange => ({
  path,
  change,
  apply: (document) => {
    const { parent, key } = holderOf(document, path);
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete (parent as Record<string, unknown>)[key];
  },
});

const replacement = (path: readonly (string | number)[], change: string, to: unknown): ValueChange => ({
  path,
  change,
  apply: (document) => {
    const { parent, key } = holderOf(document, path);
    (parent as Record<string, unknown>)[key] = to;
  },
});

function holderOf(document: unknown, path: readonly (string | number)[]): { parent: unknown; key: string | number } {
  let parent = document;
  for (const key of path.slice(0, -1)) parent = (parent as Record<string, unknown>)[key];
  return { parent, key: path.at(-1) ?? "" };
}
