import { condition, hash, managed, type Builder } from "../builder.ts";
import { addSecret } from "../canary-secret.ts";

type Flux = NonNullable<Builder["profile"]["flux"]>;

export const SOURCE = "source.toolkit.fluxcd.io/v1";

/** The GitRepository that everything is applied from, and its deploy key. */
export function addGitSource(b: Builder, flux: Flux): void {
  const { source, namespace } = flux;
  const revision = revisionOf(flux);
  const at = b.times.flux - 4;
  const fetched = b.at(b.times.flux + 2);
  const by = flux.instance ? "flux-operator" : "kubectl";
  const commit = revision.slice(-40);
  if (source.secret)
    addSecret(b, {
      namespace,
      name: source.secret,
      keys: [...new Set([...source.secretKeys, "identity.pub"])],
      at: b.times.namespaces + 4,
    });
  b.add({
    apiVersion: SOURCE,
    kind: "GitRepository",
    metadata: {
      name: source.name,
      namespace,
      generation: 1,
      creationTimestamp: b.at(at),
      finalizers: ["finalizers.fluxcd.io"],
      labels: flux.instance
        ? {
            "app.kubernetes.io/managed-by": "flux-operator",
            "app.kubernetes.io/part-of": "flux",
          }
        : {},
      annotations: flux.instance
        ? {
            "kustomize.toolkit.fluxcd.io/prune": "Disabled",
            "kustomize.toolkit.fluxcd.io/ssa": "Ignore",
          }
        : {},
      managedFields: [
        managed(by, "Apply", b.at(at), SOURCE),
        managed("source-controller", "Update", fetched, SOURCE, "status"),
      ],
    },
    spec: {
      url: source.url,
      interval: "1m0s",
      timeout: "60s",
      ref: refOf(source.ref),
      ...(source.secret ? { secretRef: { name: source.secret } } : {}),
    },
    status: {
      observedGeneration: 1,
      artifact: {
        digest: `sha256:${hash("artifact", revision)}${hash(revision).slice(0, 24)}`,
        lastUpdateTime: fetched,
        revision,
        size: 184317,
        path: `gitrepository/${namespace}/${source.name}/${commit}.tar.gz`,
        url: `http://source-controller.${namespace}.svc.cluster.local./gitrepository/${namespace}/${source.name}/${commit}.tar.gz`,
      },
      conditions: ["Ready", "ArtifactInStorage"].map((type) =>
        condition(type, "True", "Succeeded", fetched, `stored artifact for revision '${revision}'`, 1),
      ),
    },
  });
}

/** Revision of the source's artifact, as its reference makes it. */
export function revisionOf({ source }: Flux): string {
  const commit = source.commit ?? hash("commit", source.url);
  return `${source.ref}@sha1:${commit}`;
}

function refOf(ref: string): object {
  if (ref.startsWith("refs/")) return { name: ref };
  return ref.startsWith("semver:") ? { semver: ref.slice("semver:".length) } : { branch: ref };
}
