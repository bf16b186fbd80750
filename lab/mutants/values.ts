/** A change of one value in a JSON document, made in place on a copy. */
export interface ValueChange {
  path: readonly (string | number)[];
  change: string;
  apply(document: unknown): void;
}

/**
 * The small changes of a document's values that a real cluster could show: a key or list item that is not there, a
 * boolean the other way round, a count at 0 or off by one, a state turned round, a reference to something else. Free
 * text stays as it is: no check judges what only people read. Of long lists the first items stand for all.
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
  if (!isContainer(document)) return leafChanges(document, path).map(([change, to]) => replacement(path, change, to));
  return Object.entries(document as object).flatMap(([key, value]) => {
    if (PROSE.has(key) || (key === "conditions" && Array.isArray(value))) return [];
    return [removal([...path, key], "removed"), ...valueChanges(value, [...path, key])];
  });
}

const ITEMS = 2;

const isContainer = (value: unknown): boolean => typeof value === "object" && value !== null;

/** What is written for people, counts what happened, or identifies an object to machines alone. */
const PROSE = new Set([
  ...["message", "reason", "description", "uid", "resourceVersion", "managedFields", "annotations", "labels"],
  ...[
    "created",
    "updated",
    "owner",
    "type",
    "namespace-uid",
    "imageID",
    "containerID",
    "startedAt",
    "creationTimestamp",
  ],
]);

/** Keys whose text names another object, an address, a version or a state. */
const REFERENCES =
  /(name|Name|namespace|Ref|host|hostname|url|path|revision|Revision|version|Version|image|state|status|phase|health|address|ip|IP|mode|leader|member)$/;

function leafChanges(value: unknown, path: readonly (string | number)[]): [change: string, to: unknown][] {
  if (typeof value === "boolean") return [["flipped", !value]];
  if (typeof value === "number") {
    if (value === 0) return [["one more", 1]];
    return [
      ["0", 0],
      ["one less", value - 1],
    ];
  }
  if (typeof value !== "string" || value === "") return [];
  const opposite = OPPOSITES[value];
  if (opposite !== undefined) return [["opposite", opposite]];
  return REFERENCES.test(String(path.at(-1))) ? [["renamed", `${value}-x`]] : [];
}

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
