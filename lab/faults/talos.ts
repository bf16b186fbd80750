import type { Fault } from "../scenario.ts";
import type { CommandAnswer, TalosNode } from "../world.ts";
import type { Json } from "./objects.ts";

/** Edits a copy of one machine, or of all. */
export const machine =
  (name: string | undefined, change: (node: TalosNode) => void): Fault =>
  (world) => {
    let found = 0;
    const nodes = world.talos.nodes.map((node) => {
      if (name !== undefined && node.name !== name) return node;
      found += 1;
      const copy = structuredClone(node);
      change(copy);
      return copy;
    });
    if (found === 0) throw new Error(`the lab has no machine ${name}`);
    return { ...world, talos: { ...world.talos, nodes } };
  };

/** Edits the spec of one resource of a machine. */
export const resource = (node: string | undefined, plural: string, id: string, change: (spec: Json) => void): Fault =>
  machine(node, ({ name, resources }) => {
    const it = resources[plural]?.find((one) => one.id === id);
    if (!it) throw new Error(`${name} has no ${plural} ${id}`);
    change(it.spec as Json);
  });

/** machined destroys the resource of a service that does not run: it is missing from the list. */
export const serviceStops = (node: string, service: string): Fault =>
  machine(node, ({ resources }) => {
    resources["services"] = (resources["services"] ?? []).filter(({ id }) => id !== service);
  });

/** What a call prints instead of what the machines would say. */
export const talosctlPrints =
  (key: string, answer: CommandAnswer): Fault =>
  (world) => {
    const { talosctl } = world.commands;
    const overrides = { ...talosctl.overrides, [key]: answer };
    return { ...world, commands: { ...world.commands, talosctl: { ...talosctl, overrides } } };
  };
