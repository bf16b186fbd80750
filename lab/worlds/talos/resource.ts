import type { TalosNode } from "../../world.ts";
import type { Builder, BuiltNode } from "../builder.ts";

/** A resource as `talosctl get -o json` tells it. */
export type Resource = TalosNode["resources"][string][number];

/** Made so many seconds after the bootstrap's beginning, and changed last at another time or never. */
export const resource = (
  b: Builder,
  id: string,
  namespace: string,
  type: string,
  owner: string,
  at: number,
  spec: unknown,
  updated = at,
): Resource => ({
  id,
  namespace,
  type,
  owner,
  created: b.at(at),
  updated: b.at(updated),
  spec,
});

/** Seconds from the beginning of the bootstrap to this machine's boot. */
export const bootOf = (b: Builder, node: BuiltNode): number => b.times.boot + 12 + node.index * 4;
