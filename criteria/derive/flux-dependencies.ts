import { fluxSubject, type Addressed, type FluxLists } from "./flux.ts";

/** Kinds whose `spec.dependsOn` names others of the same kind. https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies */
export type DependentLists = Pick<FluxLists, "kustomizations" | "helmReleaseResources">;

/** What each Kustomization and HelmRelease waits for, by subject (`kustomization/flux-system/apps`). */
export type DependencyGraph = ReadonlyMap<string, Dependent>;

export interface Dependent {
  it: Addressed;
  /** Subjects of what it depends on, whether they exist or not. */
  dependencies: readonly string[];
}

export function dependencyGraph(lists: DependentLists): DependencyGraph {
  const all: Addressed[] = [
    ...lists.kustomizations.map((object): Addressed => ({ kind: "Kustomization", object })),
    ...lists.helmReleaseResources.map((object): Addressed => ({ kind: "HelmRelease", object })),
  ];
  return new Map(all.map((it) => [fluxSubject(it), { it, dependencies: dependenciesOf(it) }]));
}

/**
 * Dependency cycles, each once, as its members in order from the smallest; of cycles that share members at least one.
 * Nothing but the controller's log says that there is one: each member only says DependencyNotReady (seen,
 * kustomize-controller 1.7.3).
 */
export function cyclesOf(graph: DependencyGraph): string[][] {
  const cycles = new Map<string, string[]>();
  const done = new Set<string>();
  const walk = (subject: string, path: readonly string[]): void => {
    const start = path.indexOf(subject);
    if (start >= 0) {
      const cycle = startingAtSmallest(path.slice(start));
      cycles.set(cycle.join(" "), cycle);
      return;
    }
    if (done.has(subject)) return;
    for (const next of graph.get(subject)?.dependencies ?? []) walk(next, [...path, subject]);
    done.add(subject);
  };
  for (const subject of [...graph.keys()].sort()) walk(subject, []);
  return [...cycles.values()];
}

/** Dependencies that no object answers to, each with who waits for it. */
export function missingDependencies(graph: DependencyGraph): { subject: string; missing: string }[] {
  return [...graph].flatMap(([subject, { dependencies }]) =>
    dependencies.filter((dependency) => !graph.has(dependency)).map((missing) => ({ subject, missing })),
  );
}

/** Everything that waits for a subject, directly or through others. */
export function dependentsOf(graph: DependencyGraph, subject: string): ReadonlySet<string> {
  const found = new Set<string>();
  const collect = (target: string): void => {
    for (const [name, { dependencies }] of graph) {
      if (!dependencies.includes(target) || found.has(name)) continue;
      found.add(name);
      collect(name);
    }
  };
  collect(subject);
  return found;
}

function dependenciesOf({ kind, object }: Addressed): string[] {
  return (object.spec?.dependsOn ?? []).map(({ name = "(no name)", namespace }) =>
    [kind.toLowerCase(), namespace ?? object.metadata?.namespace, name].filter(Boolean).join("/"),
  );
}

function startingAtSmallest(cycle: readonly string[]): string[] {
  const smallest = cycle.indexOf([...cycle].sort()[0] ?? "");
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}
