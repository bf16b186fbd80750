import type { Where } from "../../observations/checkout.ts";
import type { FluxKustomization, FluxTree, Reference } from "./kustomizations.ts";

/** Whether one Kustomization is applied by another one, however deep. */
export const isBelow = (one: FluxKustomization, above: FluxKustomization): boolean =>
  one.parent !== undefined && (one.parent === above || isBelow(one.parent, above));

/** What has dependencies and a name: a Kustomization or a HelmRelease. */
interface Named {
  namespace: string;
  name: string;
  dependsOn: readonly Reference[];
}

interface Vertex {
  id: string;
  dependsOn: readonly Reference[];
}

/** Circles of dependsOn, each once: the subjects on it, and the place of the edge that closes it. */
export function circlesOf(tree: FluxTree, releases: readonly Named[]): { path: string[]; where: Where }[] {
  const vertices = new Map<string, Vertex>();
  const add = (
    kind: string,
    { namespace, name, dependsOn }: Omit<Vertex, "id"> & { namespace: string; name: string },
  ): void => {
    const id = idOf({ kind, namespace, name });
    vertices.set(id, { id, dependsOn });
  };
  for (const one of tree.kustomizations) add("Kustomization", one);
  for (const one of releases) add("HelmRelease", one);
  return circles(vertices);
}

const idOf = ({ kind, namespace, name }: Pick<Reference, "kind" | "namespace" | "name">): string =>
  `${kind.toLowerCase()}/${namespace || "-"}/${name}`;

/** Depth first, without recursion: a chain may be as long as a repository is large. */
function circles(vertices: ReadonlyMap<string, Vertex>): { path: string[]; where: Where }[] {
  const done = new Set<string>();
  const found: { path: string[]; where: Where }[] = [];
  for (const start of vertices.keys()) {
    const stack: { id: string; next: number }[] = [{ id: start, next: 0 }];
    const path = new Set([start]);
    while (stack.length > 0 && !done.has(start)) {
      const top = stack[stack.length - 1];
      if (!top) break;
      const edge = vertices.get(top.id)?.dependsOn[top.next];
      top.next += 1;
      if (!edge) {
        done.add(top.id);
        path.delete(top.id);
        stack.pop();
        continue;
      }
      const target = idOf(edge);
      const walked = [...path];
      if (path.has(target)) found.push({ path: walked.slice(walked.indexOf(target)), where: edge.where });
      else if (vertices.has(target) && !done.has(target)) {
        path.add(target);
        stack.push({ id: target, next: 0 });
      }
    }
  }
  return found;
}

/**
 * What others depend on first, else as written: settings that it applies are what the others substitute with. Where they
 * depend on each other in a circle there is no such order.
 */
export function inOrder(children: readonly FluxKustomization[]): readonly FluxKustomization[] {
  const byName = new Map(children.map((one) => [`${one.namespace}/${one.name}`, one]));
  const neededBy = ({ dependsOn }: FluxKustomization): FluxKustomization[] =>
    dependsOn.flatMap(({ namespace, name }) => byName.get(`${namespace}/${name}`) ?? []);
  const ordered = new Set<FluxKustomization>();
  for (const start of children) {
    const open = new Set<FluxKustomization>([start]);
    const stack = [{ one: start, waiting: neededBy(start) }];
    for (let top = stack.at(-1); top && !ordered.has(start); top = stack.at(-1)) {
      const next = top.waiting.shift();
      if (next && open.has(next)) return children;
      if (next === undefined) {
        ordered.add(top.one);
        open.delete(top.one);
        stack.pop();
      } else if (!ordered.has(next)) {
        open.add(next);
        stack.push({ one: next, waiting: neededBy(next) });
      }
    }
  }
  return [...ordered];
}

/**
 * Whether one Kustomization is applied before another: by a dependsOn of it, of what it depends on, or of what applies
 * it. `byName`: all Kustomizations, by namespace/name.
 */
export function precedes(
  before: FluxKustomization,
  one: FluxKustomization,
  byName: ReadonlyMap<string, FluxKustomization>,
): boolean {
  const visited = new Set<FluxKustomization>();
  const waiting = [one];
  for (let it = waiting.pop(); it; it = waiting.pop()) {
    if (visited.has(it)) continue;
    visited.add(it);
    if (it.parent) waiting.push(it.parent);
    for (const { namespace, name } of it.dependsOn) {
      const target = byName.get(`${namespace}/${name}`);
      if (!target) continue;
      if (target === before || isBelow(before, target)) return true;
      waiting.push(target);
    }
  }
  return false;
}
