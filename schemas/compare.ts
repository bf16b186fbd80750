import type { Shape } from "./shape.ts";

/** Where two shapes of one kind differ. `known`: of the data; `real`: of a CRD that a cluster has. */
export interface Difference {
  path: string;
  /** `gone`: the data lacks a field, which would be called unknown; `more`: the data has one more; `form`: another form. */
  is: "gone" | "more" | "form";
}

/** Differences from the root down; below one that differs nothing more is told. What may hold anything differs from nothing. */
export function differencesOf(known: Shape, real: Shape, path = ""): Difference[] {
  if (known === "any" || real === "any") return [];
  if (typeof known === "string" || typeof real === "string")
    return known === real || known === "scalar" ? [] : [{ path, is: "form" }];
  if (known.is === "object" && real.is === "object") {
    const names = new Set([...known.fields.keys(), ...real.fields.keys()]);
    return [...names].flatMap((name) => {
      const [ours, theirs] = [known.fields.get(name), real.fields.get(name)];
      const below = path === "" ? name : `${path}.${name}`;
      if (ours === undefined) return [{ path: below, is: "gone" as const }];
      return theirs === undefined ? [{ path: below, is: "more" as const }] : differencesOf(ours, theirs, below);
    });
  }
  if (known.is === "object" || real.is === "object" || known.is !== real.is) return [{ path, is: "form" }];
  return differencesOf(known.of, real.of, `${path}${known.is === "list" ? "[]" : ".*"}`);
}
