import type { Everything, ServedKind, ServedObject } from "../../observations/everything.ts";
import { look } from "./sources.ts";

/** When everything was looked at. */
export const AT = "2026-01-05T10:00:00Z";

/** An object of a kind that no check knows, unless it says otherwise. */
export const served = (parts: {
  apiVersion?: string;
  kind?: string;
  metadata?: object;
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
}): ServedObject => ({
  apiVersion: "example.org/v1",
  kind: "Widget",
  ...parts,
  metadata: { name: "a", creationTimestamp: "2026-01-05T08:00:00Z", ...parts.metadata },
});

const kind = (resource: string, name: string, more: Partial<ServedKind> = {}): ServedKind => ({
  ...{ group: "", version: "v1", resource, kind: name, namespaced: true, count: 1, at: AT },
  ...more,
});

/** What every cluster has, and these objects; `more` of their kinds or of the groups that nobody tells of. */
export const everythingOf = (
  objects: ServedObject[],
  more: { kinds?: ServedKind[]; undiscovered?: Everything["undiscovered"] } = {},
) =>
  look({
    kinds: [kind("nodes", "Node"), kind("namespaces", "Namespace"), kind("pods", "Pod"), ...(more.kinds ?? [])],
    objects,
    undiscovered: more.undiscovered ?? [],
  } satisfies Everything);

/** A kind that could not be listed. */
export const unlisted = (resource: string, group: string, trouble: ServedKind["trouble"]): ServedKind => {
  const { count: _, at: __, ...rest } = kind(resource, "Other", { group });
  return { ...rest, ...(trouble && { trouble }) };
};
