import type { World } from "../world.ts";
import type { Mutant } from "./mutant.ts";
import { valueChanges } from "./values.ts";

/** What talosctl would show otherwise of one control-plane node and one worker: its resources, etcd, `health`. */
export function machineMutants(world: World): Mutant[] {
  const { nodes } = world.talos;
  const chosen = [
    nodes.find(({ role }) => role === "control-plane"),
    nodes.find(({ role }) => role === "worker"),
  ].filter((node) => node !== undefined);
  return chosen.flatMap((node) =>
    valueChanges({ resources: node.resources, etcd: node.etcd, health: node.health }).map(
      ({ path, change, apply }) => ({
        id: `machine ${node.name} ${path.join(".")}: ${change}`,
        area: "machines",
        at: `${node.role} ${path.join(".").replace(/\.\d+(?=\.|$)/g, "[]")}`,
        change,
        fault: (before: World): World => ({
          ...before,
          talos: {
            ...before.talos,
            nodes: before.talos.nodes.map((one) => {
              if (one.name !== node.name) return one;
              const copy = structuredClone(one);
              apply(copy);
              return copy;
            }),
          },
        }),
      }),
    ),
  );
}
