import { criterion, each, type Finding } from "../criterion.ts";
import { findFlux, notReady, type FluxObject } from "../derive/flux.ts";
import { withWarning } from "../derive/warnings.ts";
import { notConverged, servedRevision } from "../derive/flux-source.ts";

/**
 * Converged means that applied, attempted and served revision are one, and that the source is alive: with a dead source
 * the three agree for ever. https://fluxcd.io/flux/components/kustomize/kustomizations/#last-applied-revision
 */
export default criterion({
  id: "flux/cluster-kustomization-is-applied",
  title: "The root Kustomization has the profile's path and applied the revision that its Ready source serves",
  fails: "Flux did not apply the cluster's path",
  why: "Everything in the repository enters the cluster through it.",
  serves: ["T5"],
  needs: ["kustomizations", "gitRepositories"],
  wants: ["warnings"],
  restsOn: ["flux/git-source-is-ready", "flux/controllers-are-ready", "flux/nothing-is-stuck"],
  advice:
    "kubectl -n <namespace> describe kustomization <name>; flux reconcile kustomization <name> -n <namespace> --with-source; kubectl -n <namespace> logs deployment/kustomize-controller",

  irrelevant: (profile) => (profile.flux ? undefined : "the profile has no Flux"),

  examine({ kustomizations, gitRepositories, warnings }, { profile, now }) {
    const { namespace = "", source, kustomization } = profile.flux ?? {};
    if (!source || !kustomization) return { examined: 0, findings: [] };
    const subject = `kustomization/${namespace}/${kustomization.name}`;
    const root = findFlux(kustomizations, kustomization.name, namespace);
    const repository = findFlux(gitRepositories, source.name, namespace);
    return each([root], () => {
      if (!root) return { subject, expected: "a Kustomization", actual: "none" };
      return [
        withWarning(notReady({ kind: "Kustomization", object: root }), "Kustomization", root, { warnings, now }),
        otherPath(subject, kustomization.path, root),
        otherSource(subject, source.name, root),
        deadSource(subject, repository),
        repository && notConverged(root, servedRevision(repository)),
      ].filter((finding) => finding !== undefined);
    });
  },
});

function otherPath(subject: string, expected: string, { spec }: FluxObject): Finding | undefined {
  if (normal(spec?.path) === normal(expected)) return undefined;
  return {
    subject,
    expected: `path ${expected}`,
    actual: `path ${spec?.path || "(the repository's root)"}`,
    hopeless: true,
  };
}

/** `./a/b`, `a/b` and `/a/b/` are one path: the controller joins it to the artifact's root. */
const normal = (path = ""): string =>
  path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");

function otherSource(subject: string, expected: string, { spec, metadata }: FluxObject): Finding | undefined {
  const { kind = "no kind", name = "no name", namespace = metadata?.namespace } = spec?.sourceRef ?? {};
  if (kind === "GitRepository" && name === expected && namespace === metadata?.namespace) return undefined;
  return {
    subject,
    expected: `source GitRepository ${expected}`,
    actual: `source ${kind} ${namespace}/${name}`,
    hopeless: true,
  };
}

function deadSource(subject: string, repository: FluxObject | undefined): Finding | undefined {
  if (!repository) return { subject, expected: "a Ready source", actual: "its source does not exist" };
  const lacks = notReady({ kind: "GitRepository", object: repository });
  return (
    lacks && { subject, expected: "a Ready source", actual: `${lacks.subject} is ${lacks.actual}`, since: lacks.since }
  );
}
