import type { TalosNode, World } from "../world.ts";
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
    valueChanges({ resources: judged(node.resources), etcd: node.etcd, health: node.health }).map(
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

/**
 * Of a machine's resources what says how it is. What its configuration decides and no health depends on is left out:
 * of a link all but its state, MTU and bond mode; addresses and host names, by which nothing is reached.
 */
function judged(resources: TalosNode["resources"]): TalosNode["resources"] {
  return Object.fromEntries(
    Object.entries(resources).map(([plural, all]) => [
      plural,
      all.map((one) => ({ ...one, spec: only(one.spec, KEPT[plural]) })),
    ]),
  );
}

const only = (spec: unknown, keys: readonly string[] | undefined): unknown =>
  keys === undefined ? spec : Object.fromEntries(Object.entries(spec as object).filter(([key]) => keys.includes(key)));

const KEPT: Record<string, readonly string[] | undefined> = {
  links: ["linkState", "operationalState", "mtu", "bondMaster"],
  members: ["hostname", "addresses"],
  volumestatuses: ["phase"],
  hostnames: [],
  addresses: [],
};
