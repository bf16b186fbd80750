import { groupsOf } from "../../observations/groups.ts";
import { isNamespaced } from "../kustomize/scopes.ts";
import { isClusterScoped } from "../kustomize/transformers.ts";
import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import { namespaceOfSync } from "../flux/sources.ts";
import type { Repository } from "../model.ts";
import { at, get, isUnresolved } from "../yaml/documents.ts";
import { isNear } from "./near.ts";
import { escaped } from "../yaml/expressions.ts";

/**
 * Namespaces that Flux applies objects to and nothing makes, each told once. Only where the repository writes
 * namespaces itself: elsewhere somebody makes them by hand. It is a warning where it writes one alone, and where what
 * lies in it may be of a kind for the whole cluster. `hidden` says why some may not be seen.
 */
export function missingNamespaces(
  repository: Repository,
  hidden: string | undefined,
): { findings: RepositoryFinding[]; notices: RepositoryNotice[] } {
  const { tree } = repository;
  const own = new Set(tree.objects.flatMap(({ object }) => (object.kind === "Namespace" ? [object.name] : [])));
  if (own.size === 0 || [...own].some(isUnresolved)) return { findings: [], notices: [] };
  const made = madeIn(repository);
  const missing = tree.objects.flatMap(({ object }) => {
    const { namespace, kind } = object;
    // what a kind of the whole cluster says of a namespace is left out by the API server
    if (isClusterScoped(kind)) return [];
    const isThere = namespace === undefined || isUnresolved(namespace) || own.has(namespace) || made.has(namespace);
    return isThere ? [] : [{ object, name: namespace }];
  });
  const certain = new Set<RepositoryFinding>();
  const found = groupsOf(missing, ({ name }) => name).flatMap((group): RepositoryFinding[] => {
    const [{ name }] = group;
    const objects = group.map(({ object }) => object);
    const known = objects.find(isNamespaced);
    const first = known ?? group[0].object;
    if (isMadeByHand(name, repository)) return [];
    const near = [...own].filter((one) => isNear(one, name));
    const rest = objects.length === 1 ? "" : `, and ${objects.length - 1} more`;
    const finding: RepositoryFinding = {
      subject: `namespace/${name}`,
      expected: `something that makes Namespace ${name}`,
      actual: `nothing does${near.length === 0 ? "" : `; there is ${near.slice(0, 3).join(", ")}`}; ${first.kind} ${name}/${first.name} lies in it${rest}`,
      where: at(first.document, ["metadata"]),
      because: `The API refuses what lies in it, and Flux applies nothing more of that Kustomization: namespaces "${name}" not found.`,
      mend: near.length === 0 ? "Add a Namespace, or correct the name." : "Correct the name, or add a Namespace.",
    };
    if (hidden === undefined && known && (own.size > 1 || near.length > 0)) certain.add(finding);
    return [finding];
  });
  return {
    findings: [...certain],
    notices: found.filter((one) => !certain.has(one)).map((one) => ({ ...one, severity: "warning" })),
  };
}

/** Namespaces that Kubernetes, Flux, helmfile, a HelmRelease or a chart that is known for it makes. */
function madeIn(repository: Repository): Set<string> {
  const { manifests, helmfiles, releases, syncs, tree } = repository;
  const states = helmfiles.flatMap((state) => state.releases);
  return new Set([
    ...["default", "kube-system", "kube-public", "kube-node-lease", "flux-system", "cilium-secrets", "cilium-spire"],
    ...manifests.flatMap(({ kind, name }) => (kind === "Namespace" ? [name] : [])),
    ...syncs.flatMap((sync) => namespaceOfSync(sync, repository) ?? []),
    ...tree.roots.map(({ namespace }) => namespace),
    // Helm makes them, unless helmfile is told not to: https://helmfile.readthedocs.io/en/latest/#configuration
    ...states.map(({ namespace }) => namespace),
    ...releases.flatMap(({ object, release }) =>
      get(object.value, "spec", "install", "createNamespace") === true ? [release.namespace] : [],
    ),
  ]);
}

/** Whether a command of the checkout, or a template, names it as a namespace that is made. */
function isMadeByHand(name: string, { files, belongs }: Repository): boolean {
  const word = escaped(name);
  const makes = new RegExp(
    String.raw`(?:create\s+(?:ns|namespace)\s+["']?|createNamespace|kubernetes_namespace[\s\S]{0,80}|namespaces?:?\s*[=(][^)\n]*)${word}\b|kind:\s*["']?Namespace\b[\s\S]{0,200}name:\s*["']?(?:${word}\b|\{\{|\$\{)`,
  );
  return files.all.some(({ path, text = "" }) => belongs(path) && text.includes("amespace") && makes.test(text));
}
